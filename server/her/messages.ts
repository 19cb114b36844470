import type { Line } from '../../schemas/record.ts';
import type { ChatMessage, Other, Scene, Told } from '../../schemas/scene.ts';
import { coalesced } from './coalesced-events.ts';
import { defuse, neutralise } from './neutralise.ts';
import { chain, form, from, paragraphs, type SourcedText } from './sourced.ts';
import { joined, toHer, viewFor } from './views.ts';

/** Opens the talk. */
export const START = '===Conversation Start===';
/** What happens before a turn that answers nobody. */
export const MOMENT = 'Environment: A moment passes.';

/** A message of the talk, in parts that each belong to a section of the prompt. */
export type TalkMessage = Pick<ChatMessage, 'role'> & { parts: { section: string; text: SourcedText }[] };

/** The sections of the talk. */
export const TALK_SECTIONS = { talk: 'Conversation', now: 'Environment' } as const;

/**
 * The conversation as chat messages (HER's training form): the start marker opens the first user message; others' turns
 * are `Name: …` with their thoughts removed, consecutive ones merged; the NPC's own turns are assistant messages with
 * thoughts kept and the plan dropped; what is volatile stands as `Environment:` before the words to be answered.
 */
export function assemble(scene: Scene): TalkMessage[] {
  const own = `npc:${scene.npc}`;
  const messages: TalkMessage[] = [
    { role: 'user', parts: [{ section: TALK_SECTIONS.talk, text: form(START) }] },
  ];
  const last = scene.lines.at(-1);
  const environment = environmentText(scene);
  for (const run of runsOf(scene.lines)) {
    const [line] = run as [Line];
    if (line === last && line.from !== own && environment.length > 0)
      append(messages, 'user', TALK_SECTIONS.now, environment);
    const text = line.kind === 'event' ? coalesced(run) : from(`line/${line.id}`, renderLine(line, own));
    if (text.length > 0) append(messages, line.from === own ? 'assistant' : 'user', TALK_SECTIONS.talk, text);
  }
  if (messages.at(-1)?.role !== 'user')
    append(messages, 'user', TALK_SECTIONS.now, environment.length > 0 ? environment : form(MOMENT));
  return messages;
}

/** Events in a row belong together, but for what is to be answered. */
function runsOf(lines: readonly Line[]): Line[][] {
  const runs: Line[][] = [];
  for (const line of lines) {
    const run = runs.at(-1);
    const goesOn = run?.[0]?.kind === 'event' && line.kind === 'event' && line !== lines.at(-1);
    if (goesOn) run.push(line);
    else runs.push([line]);
  }
  return runs;
}

function append(
  messages: TalkMessage[],
  role: 'user' | 'assistant',
  section: string,
  text: SourcedText,
): void {
  const previous = messages.at(-1);
  if (previous?.role === role) previous.parts.push({ section, text: chain(form('\n\n'), text) });
  else messages.push({ role, parts: [{ section, text }] });
}

/** What somebody said, as this NPC perceived it; '' when nothing of it can be perceived. */
export function renderLine(line: Line, own: string): string {
  const isOwn = line.from === own;
  // What others said is data; its own words come back as it wrote them. A call stays JSON.
  const harmless = isOwn ? defuse : neutralise;
  const spans = viewFor(line.spans, isOwn ? 'self' : 'npc').map((span) =>
    span.layer === 'game_action' ? span : { ...span, text: harmless(span.text) },
  );
  if (spans.length === 0) return '';
  const whispered = line.whisper && !isOwn ? '<role_action>whispers</role_action>' : '';
  const cut = line.status === 'interrupted' ? ' …' : '';
  return `${line.name}: ${whispered}${toHer(spans)}${cut}`;
}

/** Whether this NPC has no idea of somebody but what can be seen. */
export const isStranger = ({ relationship }: Other): boolean => relationship === undefined;

function environmentText(scene: Scene): SourcedText {
  const { circumstances, recalled, memories = [], lore, npc, others, persona } = scene;
  const strangers = others
    .filter((other) => other.id.startsWith('npc:') && isStranger(other) && other.description)
    .map(({ id, name, description = '' }) =>
      chain(
        form(`What one sees of ${name}: `),
        from(`persona/${id.slice('npc:'.length)}/description`, description),
      ),
    );
  const remembered = recalled
    .map((line) => ({ line, text: retold(line, `npc:${npc}`) }))
    .filter(({ text }) => text !== '')
    .map(({ line, text }) =>
      chain(form(`${persona.name} remembers this from earlier: `), from(`memory/${line.id}`, text)),
    );
  const known = lore.map(({ id, text }) =>
    chain(form(`${persona.name} knows: `), from(`lore/${id}`, text.replaceAll(/\s+/g, ' '))),
  );
  const kept = memories.map(({ id, text }) =>
    chain(form(`${persona.name} remembers: `), from(`memories/${id}`, text)),
  );
  const sentences: SourcedText[] = [...circumstances, ...strangers, ...known, ...kept, ...remembered];
  return paragraphs(...sentences.map((text) => chain(form('Environment: '), text)));
}

/** Something of older talk, as an item of a list. */
export const retoldItem = ({ name, text, line, memory }: Told): SourcedText =>
  chain(
    form('- '),
    from(
      memory === undefined ? `memory/${line ?? ''}` : `memories/${memory}`,
      name === undefined ? text : `${name}: ${text}`,
    ),
  );

/** An older line in one sentence; '' when nothing of it can be perceived. */
function retold(line: Line, own: string): string {
  const isOwn = line.from === own;
  const spans = viewFor(line.spans, isOwn ? 'self' : 'npc').filter(({ layer }) => layer !== 'game_action');
  const text = neutralise(
    joined(spans)
      .map((span) => span.text)
      .join(' '),
  );
  return text && `${line.name}${line.whisper && !isOwn ? ' in a whisper' : ''}: ${text}`;
}
