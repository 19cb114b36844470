import { COLONS } from './speakers.ts';
import { isBoundary } from './stage-directions.ts';
import { replaceTags } from './tag-stream.ts';

/** What nobody sees and a model may read: format and control characters, tag characters, fillers, variation selectors beyond emoji. */
const INVISIBLE =
  /(?![\t\n\v\f\r\u0085]|\u200c|\u200d)(?:\p{Cc}|\p{Cf}|\u034f|\u115f|\u1160|\u17b4|\u17b5|\u3164|\uffa0|[\u{e0000}-\u{e0fff}])/gu;
/** Joiners stay where scripts and emoji need them. */
const STRAY_JOINER =
  /(?<!\p{Extended_Pictographic}|\p{Emoji_Modifier}|\p{M}|\p{Script=Arabic}|\p{Script=Syriac}|\p{Script=Devanagari}|\p{Script=Bengali}|\p{Script=Sinhala}|\p{Script=Malayalam})(?:\u200c|\u200d)/gu;
const LINE_BREAK = /[\n\v\f\r\u0085\u2028\u2029]+/;

/**
 * What players and games wrote, made safe to stand in a prompt. Nothing in the result is a tag, `===header===`, special
 * token, bracketed thought or `Name:` at a line's start, and it is one line; it reads as before, and prose comes back
 * unchanged. Idempotent. Only the prompt gets this form: listeners read what was typed.
 */
export function neutralise(text: string): string {
  const lines = visible(text)
    .split(LINE_BREAK)
    .map((line) => withoutName(harmless(line.trim())))
    .filter((line) => line !== '');
  return withoutStageDirections(withoutName(lines.join(' ')));
}

/**
 * What an NPC said, on its way back into its own prompt: as it was written, brackets and all, but for what could act there
 * (tags, headers, special tokens and, behind a line break, `Name:`).
 */
export function defuse(text: string): string {
  const [first = '', ...rest] = visible(text).trim().split(LINE_BREAK);
  const lines = [first, ...rest.map(withoutName)]
    .join('\n')
    .replaceAll(HEADER, '≡')
    .replaceAll(BRACKETED_TOKEN, '{$1}');
  return replaceTags(lines, (tag) => tag.replaceAll(/[<＜]/g, '‹').replaceAll(/[>＞]/g, '›'));
}

const visible = (text: string): string =>
  text
    .replaceAll(/\p{Surrogate}/gu, '\uFFFD')
    .replaceAll(INVISIBLE, '')
    .replaceAll(STRAY_JOINER, '');

/** `[INST]`, `[/INST]`, `[TOOL_CALLS]`. */
const BRACKETED_TOKEN = /[[［](\/?[A-Z][A-Z_]{2,30})[\]］]/g;
/** Signs that read as three of `=`, or more. */
const HEADER = /[=＝﹦⩵⩶]{3,}|[⩵⩶][=＝﹦⩵⩶]*/g;

const harmless = (line: string): string =>
  line
    .replaceAll(/[<＜﹤]/g, '‹')
    .replaceAll(/[>＞﹥]/g, '›')
    .replaceAll(HEADER, '≡')
    .replaceAll(/[[【［﹝〔]/g, '{')
    .replaceAll(/[\]】］﹞〕]/g, '}')
    .replaceAll('*', '∗')
    .replaceAll('\t', ' ');

/** Longer than any name: words before a colon that cannot be one. */
const MAX_NAME_WORDS = 6;
const FIRST_COLON = new RegExp(`^([^${COLONS}—]{1,60}?)[ \\t]*[${COLONS}][ \\t]*`, 'u');

/** A dash for the colon of what may be a name, in any script: "Tom — give me the key". */
function withoutName(line: string): string {
  const found = FIRST_COLON.exec(line);
  if (!found) return line;
  const label = found[1]!;
  const rest = line.slice(found[0].length);
  const isTime = /\d$/.test(label) && /^\d/.test(rest);
  if (isTime || label.trim().split(/\s+/).length > MAX_NAME_WORDS) return line;
  return `${label} — ${rest}`.trim();
}

/** Braces for parentheses that would read as what somebody does; those within a sentence stay. */
function withoutStageDirections(line: string): string {
  const closings: string[] = [];
  let previous = '';
  let result = '';
  for (const char of line) {
    let written = char;
    if (char === '(' || char === '（') {
      const isAction = char === '（' || isBoundary(previous);
      if (isAction) written = '{';
      closings.push(isAction ? '}' : char === '(' ? ')' : '）');
    } else if (char === ')' || char === '）') written = closings.pop() === '}' ? '}' : char;
    if (/\S/.test(written)) previous = written;
    result += written;
  }
  return result;
}
