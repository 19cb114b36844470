import type { KeptMemory } from '../../server/store/store.ts';

/** A seeded generator of numbers from 0 to 1 (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** A question and the one memory that answers it. */
export type Question = { text: string; about: string; answer: string };

const DAY_MS = 86_400_000;
/** When the questions are asked. */
export const ASKED_AT = 400 * DAY_MS;

const NAMES = (
  'Ash Bea Cole Dara Edda Finn Greta Hale Ilse Joss Kell Lorn Mirel Nils Orla Pell Quin Rhea Sten Tilda Ulf Vera Wren Yara Zeke ' +
  'Anselm Brida Corin Delia Emeric Freya Gorm Hedda Ivo Jorun Kasimir Lene Matthis Nora Oswin'
).split(' ');
const PLACES = (
  'mere,mill,ferry landing,old chapel,north gate,salt pans,tannery,orchard,quarry,bell tower,fish market,watch house,lower ford,' +
  'beech wood,smithy,granary,lime kiln,rope walk,almshouse,well house,charcoal pits,toll bridge,shepherd’s hut,drowned church'
).split(',');
const THINGS = (
  'silver ring,brass lantern,blue scarf,oak chest,pocket knife,letter,wooden flute,goatskin drum,copper kettle,prayer book,fishing net,' +
  'walking stick,bear pelt,glass bead,iron key,pewter cup,saddle,bridle,whetstone,map of the coast,wedding veil,leather purse,clay pipe,snuffbox'
).split(',');
const KIN = 'brother,sister,father,mother,uncle,aunt,cousin,daughter,son,grandmother'.split(',');
const TRADES =
  'baker,cooper,weaver,tanner,ferryman,shepherd,mason,glazier,tinker,beekeeper,chandler,fletcher'.split(',');
const FEARS =
  'dogs,deep water,thunder,the dark,horses,heights,fire,crows,spiders,crowds,the bailiff,snakes'.split(',');
const FOODS =
  'pears,smoked eel,barley soup,honey cakes,goat cheese,rye bread,plum jam,pickled herring,roast goose,leek pie'.split(
    ',',
  );

/** Of a person and a thing that happened: how it is remembered, and how somebody asks for it in other words. */
type Form = {
  remembers(slots: Slots): string;
  asks(slots: Slots): string;
  kind: KeptMemory['kind'];
  importance: number;
};
type Slots = Record<'who' | 'place' | 'thing' | 'kin' | 'name' | 'trade' | 'fear' | 'food', string>;

const FORMS: Form[] = [
  {
    remembers: ({ who, thing, place }) => `${who} said: "I lost my ${thing} near the ${place}."`,
    asks: ({ thing }) => `Do you remember where I was losing the ${thing}?`,
    kind: 'fact',
    importance: 8,
  },
  {
    remembers: ({ who, kin, name, place }) =>
      `${who}'s ${kin} ${name} drowned by the ${place} in the spring flood.`,
    asks: ({ kin, name }) => `What happened to ${name}, my ${kin}?`,
    kind: 'episode',
    importance: 8,
  },
  {
    remembers: ({ who, thing, name }) => `${who} bought a ${thing} from ${name} and paid too much for it.`,
    asks: ({ thing, name }) => `Who sold me the ${thing}? Was it ${name}?`,
    kind: 'episode',
    importance: 4,
  },
  {
    remembers: ({ who, fear }) => `${who} said: "I fear ${fear}, ever since I was small."`,
    asks: ({ fear }) => `Did I ever say that I was afraid of ${fear}?`,
    kind: 'fact',
    importance: 5,
  },
  {
    remembers: ({ who, kin, trade, place }) => `${who} said: "My ${kin} is a ${trade} at the ${place}."`,
    asks: ({ kin }) => `What work does my ${kin} do?`,
    kind: 'fact',
    importance: 6,
  },
  {
    remembers: ({ who, thing, name, place }) =>
      `${who} promised to bring ${name} a ${thing} to the ${place}.`,
    asks: ({ name, thing }) => `I made a promise to ${name}, about a ${thing}. What was it?`,
    kind: 'episode',
    importance: 7,
  },
  {
    remembers: ({ who, place, name }) =>
      `${who} and ${name} quarrelled at the ${place} until the watch came.`,
    asks: ({ name, place }) => `Why did I fight with ${name} by the ${place}?`,
    kind: 'episode',
    importance: 5,
  },
  {
    remembers: ({ who, food, kin }) => `${who} said: "My favourite food is ${food}, as my ${kin} made it."`,
    asks: ({ food }) => `You know that I like ${food} best, don't you?`,
    kind: 'fact',
    importance: 4,
  },
  {
    remembers: ({ who, thing, place }) => `${who} hid a ${thing} under the floor of the ${place}.`,
    asks: ({ thing }) => `Where is my hidden ${thing}?`,
    kind: 'episode',
    importance: 6,
  },
  {
    remembers: ({ who, name, place }) => `${who} saw ${name} stealing apples behind the ${place}.`,
    asks: ({ name }) => `Which thief did I see, was it ${name} who stole?`,
    kind: 'episode',
    importance: 5,
  },
];
/** What is said every day, and answers nothing. */
const CHATTER: ((slots: Slots) => string)[] = [
  ({ who, place }) => `${who} talked of the weather on the way to the ${place}.`,
  ({ who, food }) => `${who} ate ${food} and went to bed early.`,
  ({ who, name }) => `${who} asked after ${name} and had no answer.`,
  ({ who, thing }) => `${who} looked at a ${thing} and put it back.`,
  ({ who, trade }) => `${who} complained about the ${trade}'s prices again.`,
  ({ who, place, name }) => `${who} waited for ${name} at the ${place}, and ${name} came late.`,
];

/**
 * So many memories of one NPC about forty people, and so many questions, each with the memory that answers it. The same seed
 * gives the same. A question is put in other words than its memory, by the person whom that is about.
 */
export function generated(memories: number, questions: number, seed = 1) {
  const random = seeded(seed);
  const one = <T>(of: readonly T[]): T => of[Math.floor(random() * of.length)]!;
  const slots = (): Slots => ({
    who: one(NAMES),
    place: one(PLACES),
    thing: one(THINGS),
    kin: one(KIN),
    name: one(NAMES),
    trade: one(TRADES),
    fear: one(FEARS),
    food: one(FOODS),
  });
  const kept: KeptMemory[] = [];
  const asked: Question[] = [];
  const taken = new Set<string>();
  for (let number = 0; number < memories; number += 1) {
    const values = slots();
    const id = `m${number}`;
    const about = `player:${values.who.toLowerCase()}`;
    const isChatter = random() < 0.6;
    const form = one(FORMS);
    const text = isChatter ? one(CHATTER)(values) : form.remembers(values);
    const question = `${about} ${form.asks(values)}`;
    // Of what was asked for once another memory would be as good an answer.
    if (!isChatter && asked.length < questions && !taken.has(question) && random() < 0.4)
      asked.push({ text: form.asks(values), about, answer: id });
    taken.add(question);
    kept.push({
      id,
      seq: number + 1,
      npc: 'mara',
      kind: isChatter ? 'episode' : form.kind,
      about,
      text,
      importance: isChatter ? 1 + Math.floor(random() * 4) : form.importance,
      at: Math.floor((number / memories) * 365) * DAY_MS,
      time: `Day ${Math.floor((number / memories) * 365)}, 08:00`,
      witnesses: [],
      source: { by: 'extraction', lines: [] },
    });
  }
  return { memories: kept, questions: asked };
}
