import { cast, lore } from './builtin-cast.ts';
import type { Setting } from './builtin-scene.ts';

/** Each of the cast by the ferry, with all of its lore. */
export const settings: Setting[] = Object.entries(cast).map(([npc, persona]) => ({
  npc,
  persona,
  knowledge: lore,
  others: Object.entries(cast)
    .filter(([id]) => id !== npc)
    .map(([id, { name, description }]) => ({
      id: `npc:${id}`,
      name,
      description,
      relationship: persona.relationships[id] ?? '',
    })),
}));

/** Asked as players ask, in words of their own, by entry id. */
export const written: Record<string, string[]> = {
  flood: ['When did the water take the lower street?', 'How high did the water stand in the flood?'],
  bridge: ['Why have the masons stopped work?', 'How many arches stand?'],
  sull: ['Where does the river rise?', 'Why do old people throw salt in?'],
  priory: ['How many monks live in the priory?', 'When is the bell of Saint Orm rung?'],
  'drowned-king': ['What became of the crown of King Orm?', 'What do divers look for?'],
  toll: ['What do boats pay the priory in tolls?', 'Why do merchants grumble about the wet tithe?'],
  market: ['Where can I buy eels?', 'What happens to a black eel?'],
  lantern: ['What is that ghost light on the water?', 'Why do boatmen turn their coats?'],
  wolves: ['What is the bounty for a wolf pelt?', 'Are the wolves dangerous to sheep?'],
  duke: ['Who is Aldemar?', 'Why has the duke not been seen?'],
  fever: ['What eases the sickness?', 'What comes with the mosquitoes?'],
  festival: ['Why are there paper boats on the river?', 'What is the festival with the candles?'],
};
