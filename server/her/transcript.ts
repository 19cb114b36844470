import type { Layer, Span } from '../../schemas/layers.ts';
import type { Line } from '../../schemas/record.ts';

/** One JSON object per line of the record, with all that a designer may see of it: every layer, who perceived it, turn, status, times. */
export const transcriptJsonl = (lines: readonly Line[]): string =>
  lines.map((line) => `${JSON.stringify(line)}\n`).join('');

/**
 * The record for people to read, as Markdown: speakers bold, actions in italics, plans and thoughts as quotations that say what
 * they are, whispers marked. Whatever anybody wrote is text: it can be neither markup nor HTML.
 */
export function transcriptMarkdown(lines: readonly Line[], title: string): string {
  const parts = [`# ${escaped(title, ' ')}`];
  let time: string | undefined;
  for (const line of lines) {
    const body = bodyOf(line);
    if (body.length === 0) continue;
    if (line.time !== time) parts.push(`*${escaped(line.time, ' ') || '—'}*`);
    time = line.time;
    parts.push(...body);
  }
  return `${parts.join('\n\n')}\n`;
}

const HIDDEN: Partial<Record<Layer, string>> = { system_thinking: 'Plan', role_thinking: 'Thought' };

function bodyOf(line: Line): string[] {
  const spans = line.spans.filter(({ text }) => text.trim() !== '');
  if (line.kind === 'delete' || spans.length === 0) return [];
  if (line.kind === 'event') return [`*${escaped(spans.map(({ text }) => text).join(' '), ' ')}*`];
  const marks = [
    line.whisper && 'whispers',
    line.kind === 'edit' && 'edited',
    (line.status === 'interrupted' || line.status === 'failed') && line.status,
    line.status === 'fallback' && 'built-in model',
  ].filter((mark) => mark !== false);
  const head = `**${escaped(line.name, ' ') || '—'}**${marks.length > 0 ? ` (${marks.join(', ')})` : ''}:`;
  const [first = '', ...rest] = blocksOf(spans);
  return first.startsWith('>') ? [head, first, ...rest] : [`${head} ${first}`, ...rest];
}

/** Neighbouring words and actions run on; what is hidden stands apart. */
function blocksOf(spans: readonly Span[]): string[] {
  const blocks: string[] = [];
  for (const { layer, text } of spans) {
    const hidden = HIDDEN[layer];
    if (hidden) blocks.push(`> **${hidden}:** ${escaped(text, '\n> ')}`);
    else if (layer === 'game_action') blocks.push(`> **Game action:** ${escaped(text, ' ')}`);
    else {
      const words = layer === 'role_action' ? `*${escaped(text, ' ')}*` : escaped(text, '\n');
      if (blocks.length === 0 || blocks.at(-1)!.startsWith('>')) blocks.push(words);
      else blocks[blocks.length - 1] += ` ${words}`;
    }
  }
  return blocks;
}

/** Marks of Markdown wherever they stand, and the `:`, `.` and `@` by which bare addresses become links. */
const MARKS = /[\\`*_{}[\]<>()#|~&!$^=@]|:(?=\/\/)|(?<=www)\./gi;
/** Marks of lists and rules, where a line begins. */
const LINE_START = /^(\d*)([-+.])/;
/** What nobody sees, and what turns the order of the rest. */
const UNSEEN = /[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu;

/** Text as Markdown shows it; a line break within becomes `joint`, behind a hard break where that is one. */
function escaped(text: string, joint: string): string {
  const rows = text
    .split(/\r\n|[\n\r\u2028\u2029]/)
    .map((row) => row.replaceAll(UNSEEN, '').trim())
    .filter(Boolean)
    // Brackets are marks already.
    .map((row) => row.replaceAll(MARKS, '\\$&').replace(LINE_START, '$1\\$2'));
  return rows.join(joint.includes('\n') ? `\\${joint}` : joint);
}
