import type { PlanMode, Span } from '../../schemas/layers.ts';
import type { Persona } from '../../schemas/persona.ts';
import type { Line } from '../../schemas/record.ts';
import type { Prompt, Scene } from '../../schemas/scene.ts';
import type { Lore } from '../../schemas/world.ts';
import { ReplyParser } from '../../server/her/parser.ts';
import { builtinModel } from '../../server/llm/builtin/model.ts';
import type { Chunk } from '../../server/llm/language-model.ts';

export const prompt = (plan: PlanMode = 'full', prefill = ''): Prompt => ({
  messages: [],
  prefill,
  stops: [],
  form: 'canonical',
  plan,
});

let made = 0;
/** One line of a record, said by a player called Ash unless told otherwise. */
export const line = (text: string, more: Partial<Line> = {}): Line => {
  made += 1;
  return {
    id: `l${made}`,
    seq: made,
    kind: 'say',
    from: 'player:s1',
    name: 'Ash',
    whisper: false,
    location: 'landing',
    spans: [{ span: 0, layer: 'speech', text }],
    npcs: [],
    players: [],
    at: 0,
    time: 'Day 1, 08:00',
    ...more,
  };
};

export const event = (text: string): Line =>
  line(text, {
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
  circumstances: ['It is Day 1, 08:00. The weather: thin fog.', `${persona.name} feels ${persona.mood}.`],
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

/** A whole talk: each of Ash's lines is answered; the spans of every answer. */
export async function talk(setting: Setting, said: readonly string[], seed = 0): Promise<Span[][]> {
  const lines: Line[] = [event('Ash comes in.')];
  const replies: Span[][] = [];
  for (const text of said) {
    lines.push(line(text, { to: `npc:${setting.npc}` }));
    const spans = await reply(sceneOf(setting, lines), { seed });
    replies.push(spans);
    lines.push(line('', { kind: 'turn', from: `npc:${setting.npc}`, name: setting.persona.name, spans }));
  }
  return replies;
}
