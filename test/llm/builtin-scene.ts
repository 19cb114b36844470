import type { PlanMode, Span } from '../../schemas/layers.ts';
import type { Persona } from '../../schemas/persona.ts';
import type { Line } from '../../schemas/record.ts';
import type { Prompt, Scene } from '../../schemas/scene.ts';
import type { Lore } from '../../schemas/world.ts';
import { ReplyParser } from '../../server/her/parser.ts';
import { builtinModel } from '../../server/llm/builtin/model.ts';
import type { Chunk } from '../../server/llm/language-model.ts';
import { circumstance } from '../lines.ts';

export const prompt = (plan: PlanMode = 'full', prefill = ''): Prompt => ({
  messages: [],
  marks: [],
  prefill,
  stops: [],
  form: 'canonical',
  plan,
});

/** A player who talks to an NPC: the address of the session, the name, and the id under which NPCs remember them. */
export type Talker = { from: string; name: string; player: string };
export const ash: Talker = { from: 'player:s1', name: 'Ash', player: 'client:ash' };
export const birch: Talker = { from: 'player:s2', name: 'Birch', player: 'client:birch' };
export const cole: Talker = { from: 'player:s3', name: 'Cole', player: 'client:cole' };

let made = 0;
/** One line of a record, said by a player called Ash, with nobody else there, unless told otherwise. */
export const line = (text: string, more: Partial<Line> = {}): Line => {
  made += 1;
  return {
    id: `l${made}`,
    seq: made,
    kind: 'say',
    ...ash,
    whisper: false,
    location: 'landing',
    spans: [{ span: 0, layer: 'speech', text }],
    npcs: [],
    players: [ash.player],
    at: 0,
    time: 'Day 1, 08:00',
    ...more,
  };
};

const ofNobody = (more: Partial<Line>): Line => {
  const { player: _, ...rest } = line('', more);
  return rest;
};

export const event = (text: string): Line =>
  ofNobody({
    kind: 'event',
    from: 'environment',
    name: 'Environment',
    spans: [{ span: 0, layer: 'role_action', text }],
  });

export type Setting = { npc: string; persona: Persona; knowledge: Lore[]; others?: Scene['others'] };

/** A scene at the landing in which Ash is answered. */
export const sceneOf = (
  { npc, persona, knowledge, others = [] }: Setting,
  lines: Line[],
  more: Partial<Scene> = {},
): Scene => ({
  npc,
  persona,
  world: { title: 'The Ferry', description: 'A small town on a brown river.', language: 'English' },
  location: {
    id: 'landing',
    name: 'The Landing',
    description: 'Wet planks lead down to a broad brown river. Barrels stand along the wall.',
  },
  others: [{ id: 'player:s1', name: 'Ash' }, ...others],
  to: { id: 'player:s1', name: 'Ash' },
  goal: persona.motivation[0]!,
  lines,
  recalled: [],
  lore: [],
  knowledge,
  actions: [],
  facts: {},
  circumstances: [
    circumstance('Day 1, 08:00', 'clock'),
    circumstance('thin fog', 'weather'),
    circumstance(persona.mood, `npc/${npc}/mood`),
  ],
  ...more,
});

/** Everything the model yields for a scene. */
export async function chunksOf(
  scene: Scene,
  { seed = 0, plan = 'full' as PlanMode, prefill = '' } = {},
): Promise<Chunk[]> {
  const chunks: Chunk[] = [];
  const model = builtinModel({ seed, chunkDelayMs: 0 });
  for await (const chunk of model.generate(
    { prompt: prompt(plan, prefill), scene },
    new AbortController().signal,
  ))
    chunks.push(chunk);
  return chunks;
}

export const textOf = (chunks: readonly Chunk[]): string =>
  chunks.map((chunk) => (chunk.kind === 'text' ? chunk.text : '')).join('');

/** The reply's spans, as the server's own parser reads them. */
export async function reply(
  scene: Scene,
  options: { seed?: number; plan?: PlanMode; prefill?: string } = {},
): Promise<Span[]> {
  const chunks = await chunksOf(scene, options);
  const isPrefilled = chunks.some((chunk) => chunk.kind === 'prefilled');
  const parser = new ReplyParser({
    name: scene.persona.name,
    others: scene.others.map((other) => other.name),
    plan: options.plan === 'off' ? 'off' : 'expected',
    ...(isPrefilled && options.prefill && { prefill: options.prefill }),
  });
  const spans: Span[] = [];
  const take = (deltas: Span[]): void => {
    for (const delta of deltas) {
      const last = spans.at(-1);
      if (last?.span === delta.span) last.text += delta.text;
      else spans.push({ ...delta });
    }
  };
  for (const chunk of chunks) if (chunk.kind === 'text') take(parser.push(chunk.text));
  take(parser.end());
  return spans;
}

export const speechOf = (spans: readonly Span[]): string =>
  spans
    .filter((span) => span.layer === 'speech')
    .map((span) => span.text)
    .join(' ');

/**
 * A whole talk: each of Ash's lines, or of whoever else talks, is answered; the spans of every answer. `lines`: what the NPC
 * has perceived before; the talk is added to it, perceived by nobody else. `scene`: what is not as it is at the landing.
 */
export async function talk(
  setting: Setting,
  said: readonly string[],
  seed = 0,
  { by = ash, lines = [] as Line[], scene = {} as Partial<Scene> } = {},
): Promise<Span[][]> {
  const self = `npc:${setting.npc}`;
  const players = [by.player];
  const replies: Span[][] = [];
  lines.push({ ...event(`${by.name} comes in.`), players });
  for (const text of said) {
    lines.push(line(text, { ...by, players, to: self }));
    const spans = await reply(sceneOf(setting, lines, { ...scene, ...sceneWith(by) }), { seed });
    replies.push(spans);
    lines.push(
      ofNobody({ kind: 'turn', from: self, name: setting.persona.name, to: by.from, players, spans }),
    );
  }
  return replies;
}

/** What of a scene names the one who is answered. */
export const sceneWith = ({ from: id, name }: Talker): Partial<Scene> => ({ to: { id, name } });
