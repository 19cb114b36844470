import type { Line } from '../../schemas/record.ts';
import type { Circumstance, Other, Recalled, Scene, Sourced } from '../../schemas/scene.ts';
import type { Due } from '../dialogue/reply-queue.ts';
import { History, type Recollection } from '../memory/history.ts';
import { degreeOf } from '../memory/mood.ts';
import { knownLore, recalledLore } from '../persona/lore.ts';
import { type ToldBond, toldBonds } from './bonds.ts';
import { addressOf, idIn } from './events.ts';
import type { Instance } from './instance.ts';
import { moodOf } from './mood.ts';
import { type Npc, relationshipsOf } from './npc.ts';
import { wordsTo } from './perceived.ts';
import type { Remembered } from './recall.ts';
import { holds } from './when.ts';

/** The scene of the turn that is due: only what this NPC knows and perceived. */
export function sceneFor(
  instance: Instance,
  npc: Npc,
  due: Due,
  to: string | undefined,
  remembered: Remembered,
): Scene {
  const { world, parts, npcs, members } = instance;
  const { name, description, scene: standing } = instance.location(npc.location);
  const scene = instance.scenes.get(npc.location) ?? standing;
  const others = [...npcs.values()].filter((other) => other.id !== npc.id);
  const here = others.filter((other) => other.location === npc.location);
  const thinksOf = relationshipsOf(npc);
  const known = others.filter((other) => Object.hasOwn(thinksOf, other.id) || here.includes(other));
  const players = [...members.values()].filter((member) => member.location === npc.location);
  const asked = due.lines.map((line) => wordsTo(npc, line)).join(' ');
  const {
    lines: perceived,
    recalled,
    summary: extracted,
  } = due.replaces ? before(instance, npc, due.replaces, asked) : npc.history.recollect(asked);
  // What is answered stands last, whatever came while it waited.
  const isAsked = (line: Line) => due.lines.some(({ id }) => id === line.id);
  const lines = [...perceived.filter((line) => !isAsked(line)), ...perceived.filter(isAsked)];
  const summary = remembered.summary.length > 0 ? remembered.summary : extracted;
  const memories = memoriesIn(instance, remembered, [...lines, ...recalled]);
  const knowledge = knownLore(parts.cast.lore.values(), npc.id).filter(
    ({ when }) => !when || holds(when, instance, npc.location),
  );
  const actions = instance.actions.of(npc);
  const last = lines.at(-1);
  const said = asked || (last ? wordsTo(npc, last) : '');
  const topic = due.aside ? `${said} ${due.aside.about}` : said;
  const { told, leftOut } = recalledLore(knowledge, topic, {
    budget: world.lore,
    countTokens: parts.countTokens,
  });
  return {
    npc: npc.id,
    persona: npc.persona,
    ...(npc.isInline && { isInline: true }),
    world: { title: world.title, description: world.description, language: world.language },
    location: { id: npc.location, name, description, ...(scene && { scene }) },
    others: [
      ...known.map((other) => otherOf(instance, npc, `npc:${other.id}`)),
      ...players.map((player) => ({ id: addressOf(player), name: player.name })),
    ],
    ...(to !== undefined && { to: otherOf(instance, npc, to, due.lines.at(-1)?.name) }),
    ...(due.aside && { talk: { about: due.aside.about, isLast: due.aside.isLast } }),
    goal: npc.persona.motivation[0]!,
    ...(summary.length > 0 && { summary }),
    lines,
    recalled,
    ...(memories.length > 0 && { memories }),
    lore: told,
    ...(leftOut.length > 0 && { loreLeftOut: leftOut }),
    knowledge,
    actions: actions.now,
    ...(actions.notNow.length > 0 && { actionsNotNow: actions.notNow }),
    facts: Object.fromEntries(instance.facts),
    circumstances: [
      ...circumstances(
        instance,
        npc,
        [...here.map((other) => other.persona.name), ...players.map((player) => player.name)],
        toldBonds(instance, npc, { to, asked: due.lines.at(-1), npcs: here, players }),
      ),
      ...asideOf(instance, npc, due),
    ],
  };
}

/** The memories that bear on what is answered, beside the lines that are shown. */
const memoriesIn = (
  { memories }: Instance,
  { about, scored }: Remembered,
  shown: readonly Line[],
): Recalled[] =>
  memories.recall.told(scored, about, shown).map(({ memory, isRelevant: _, ...parts }) => ({
    id: memory.id,
    text: memory.text,
    kind: memory.kind,
    ...(memory.about !== undefined && { about: memory.about }),
    by: memory.source.by,
    ...parts,
  }));

/** What holds now and may change from turn to turn, in whole sentences. */
function circumstances(instance: Instance, npc: Npc, present: string[], bonds: ToldBond[]): Circumstance[] {
  const { clock, weather, facts } = instance;
  const { name, motivation } = npc.persona;
  const ours = (text: string): Sourced => ({ source: 'form', text });
  const live = (field: string, text: string): Sourced => ({ source: `npc/${npc.id}/${field}`, text });
  const known = [...facts].flatMap(([key, text]) => [ours(' '), { source: `fact/${key}`, text }]);
  const all: Circumstance[] = [
    [
      ours('It is '),
      { source: 'clock', text: clock.text },
      ours('. The weather: '),
      { source: 'weather', text: weather },
      ours('.'),
    ],
  ];
  if (present.length > 0)
    all.push([ours(`Here with ${name}: `), { source: 'present', text: present.join(', ') }, ours('.')]);
  if (known.length > 0) all.push([ours('Everybody knows:'), ...known]);
  const mood = moodOf(instance, npc);
  all.push([ours(`${name} feels ${degreeOf(mood)}`), live('mood', mood.word), ours('.')]);
  all.push(...bonds.map(({ other, text }) => [live(`bonds/${other}`, text)]));
  if (npc.goal !== motivation[0]) all.push([ours(`What ${name} wants now: `), live('goal', npc.goal)]);
  if (npc.direction)
    all.push([ours(`How ${name} is to be played now: `), live('direction', npc.direction.text)]);
  return all;
}

/** To whom an NPC speaks of its own accord, where it does. */
function asideOf({ npcs }: Instance, { persona }: Npc, { aside }: Due): Circumstance[] {
  if (!aside) return [];
  const other = npcs.get(idIn(aside.to))?.persona.name ?? 'somebody else';
  const end = aside.isLast ? ', and lets the talk come to its end' : '';
  const whom: Circumstance = [
    { source: 'form', text: `${persona.name} speaks to ${other} now, and to nobody else${end}.` },
  ];
  const what: Circumstance = [
    { source: 'form', text: 'What they talk about: ' },
    { source: 'talk', text: aside.about },
  ];
  return aside.about === '' ? [whom] : [whom, what];
}

/** What the NPC had at hand before a line that is to be said anew. */
function before(instance: Instance, npc: Npc, replaced: Line, asked: string): Recollection {
  const { settings, countTokens } = instance.parts;
  const earlier = new History({ budgetTokens: settings.historyTokens, countTokens });
  earlier.reset(npc.history.lines.filter((line) => line.seq < replaced.seq));
  return earlier.recollect(asked);
}

/** Someone as this NPC knows them; `name` is used where nobody of that address is here any more. */
function otherOf(instance: Instance, npc: Npc, address: string, name = 'someone'): Other {
  const id = idIn(address);
  const other = address.startsWith('npc:') ? instance.npcs.get(id) : undefined;
  if (!other) return { id: address, name: instance.members.get(id)?.name ?? name };
  const live = npc.relationships[id];
  const relationship = live ?? npc.persona.relationships[id];
  // Where somebody is now is theirs to know; where they belong, everybody does.
  const haunt = instance.world.locations[other.persona.location]?.name;
  return {
    id: address,
    name: other.persona.name,
    ...(other.location !== npc.location && haunt !== undefined && { place: haunt }),
    description: other.persona.description,
    ...(relationship !== undefined && { relationship }),
    ...(live !== undefined && { isRelationshipLive: true }),
  };
}
