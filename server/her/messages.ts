import type { Line } from '../../schemas/record.ts';
import type { ChatMessage, Scene } from '../../schemas/scene.ts';
import { defuse, neutralise } from './neutralise.ts';
import { joined, toHer, viewFor } from './views.ts';

const START = '===Conversation Start===';

/**
 * The conversation as chat messages (HER's training form): the start marker opens the first user message; others' turns
 * are `Name: …` with their thoughts removed, consecutive ones merged; the NPC's own turns are assistant messages with
 * thoughts kept and the plan dropped; what is volatile stands as `Environment:` before the words to be answered.
 */
export function assemble(scene: Scene): ChatMessage[] {
  const own = `npc:${scene.npc}`;
  const messages: ChatMessage[] = [{ role: 'user', content: START }];
  const last = scene.lines.at(-1);
  const environment = environmentText(scene);
  for (const line of scene.lines) {
    if (line === last && line.from !== own && environment) append(messages, 'user', environment);
    const text = renderLine(line, own);
    if (text) append(messages, line.from === own ? 'assistant' : 'user', text);
  }
  if (messages.at(-1)?.role !== 'user')
    append(messages, 'user', environment || 'Environment: A moment passes.');
  return messages;
}

function append(messages: ChatMessage[], role: 'user' | 'assistant', text: string): void {
  const previous = messages.at(-1);
  if (previous?.role === role) previous.content += `\n\n${text}`;
  else messages.push({ role, content: text });
}

/** One line as this NPC perceived it; '' when nothing of it can be perceived. */
export function renderLine(line: Line, own: string): string {
  if (line.kind === 'event')
    return `Environment: ${line.spans.map((span) => neutralise(span.text)).join(' ')}`;
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

function environmentText({ circumstances, recalled, lore, npc, persona }: Scene): string {
  const remembered = recalled
    .map((line) => retold(line, `npc:${npc}`))
    .filter(Boolean)
    .map((text) => `${persona.name} remembers this from earlier: ${text}`);
  const known = lore.map((entry) => `${persona.name} knows: ${entry.text.replaceAll(/\s+/g, ' ')}`);
  const all = [...circumstances, ...known, ...remembered];
  return all.length === 0 ? '' : all.map((text) => `Environment: ${text}`).join('\n');
}

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
