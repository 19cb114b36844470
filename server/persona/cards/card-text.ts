/** Of a longer field only so many characters are looked at: some ten times what a persona has room for. */
const MAX_READ = 100_000;

/** Marks by which prompts are built, ours and those of chat templates: no text of a stranger may hold them. */
const PROMPT_MARKS =
  /<\|[^|<>]{0,60}\|>|<\/?\s*(?:system_thinking|role_thinking|role_action|game_action|speech|think|thinking)\b[^<>]*>|\[\/?INST\]|<<\/?SYS>>|<\/?s>|={3,}/gi;
/** Characters that are seen by nobody or turn the order of others: controls, directional overrides, tag characters. */
const UNSEEN = /[\p{Cc}\u202a-\u202e\u2066-\u2069\ufeff\u{e0000}-\u{e007f}]/gu;

/** Who is meant by a card's macros, and whether the text is spoken to that person or tells of them. */
export type Macros = { char: string; isSpoken: boolean };

/** A card's text as a persona may hold it, and what was done to it, in words. */
export type CardText = { text: string; done: string[] };

/** Takes out the marks of prompts, and what nobody sees; the rest stays as it is. */
export function withoutMarks(text: string): string {
  // What is left when a mark is gone must not be a new one.
  let [before, after] = ['', text.replaceAll('\r\n', '\n').replaceAll(UNSEEN, keepBreaks)];
  for (let pass = 0; pass < 5 && before !== after; pass++)
    [before, after] = [after, after.replaceAll(PROMPT_MARKS, '')];
  return before === after ? after : after.replaceAll(/[<>[\]=]/g, '');
}

/** Replaces macros, takes out HTML, marks of prompts and decorators. */
export function cardText(raw: string, macros: Macros): CardText {
  const done = new Set<string>();
  const step = (text: string, next: string, note: string) => {
    if (text !== next) done.add(note);
    return next;
  };
  let text = raw;
  if (text.length > MAX_READ)
    text = step(text, text.slice(0, MAX_READ), `only its first ${MAX_READ} characters were read`);
  // The NUL stands for the player while macros are replaced.
  text = text.replaceAll(/\r\n?/g, '\n').replaceAll('\0', '');
  // By whom it is meant comes first: `<USER>` looks like HTML.
  text = macros.isSpoken ? spokenTo(text) : toldOf(text);
  text = text.replaceAll(CHAR, () => macros.char);
  text = step(text, withChoices(text), 'of random words the first one was taken');
  text = step(text, withoutMacros(text), 'macros that only other programs know were taken out');
  text = step(text, text.replaceAll(/^@@@?\w[^\n]*\n?/gm, ''), 'decorators (@@…) were taken out');
  text = step(text, withoutMarks(text), 'marks that build prompts were taken out');
  text = step(text, withoutHtml(text), 'HTML and pictures were taken out');
  return {
    text: text
      .replaceAll(/[ \t]+\n/g, '\n')
      .replaceAll(/\n{3,}/g, '\n\n')
      .trim(),
    done: [...done],
  };
}

/** A text of at most so many characters, cut behind a sentence, else behind a word; `rest` is what was cut off. */
export function fit(text: string, max: number): { text: string; rest: string } {
  if (text.length <= max) return { text, rest: '' };
  const head = text.slice(0, max + 1);
  const sentence = [...head.matchAll(/[.!?…。！？]["'”’»)*]*(?=\s)|[。！？]|\n(?=\n)/g)].at(-1);
  const end = sentence ? sentence.index + sentence[0].length : 0;
  const word = head.lastIndexOf(' ');
  let at = end > max / 3 && end <= max ? end : word > max / 3 ? word : max;
  // Half of a character is none.
  if (/[\ud800-\udbff]/.test(text[at - 1] ?? '')) at -= 1;
  return { text: text.slice(0, at).trimEnd(), rest: text.slice(at).trim() };
}

const USER = /\{\{\s*user\s*\}\}|<user>/gi;
const CHAR = /\{\{\s*char\s*\}\}|<(?:bot|char)>/gi;

/** "{{user}} knocks. I let {{user}} in." → "The visitor knocks. I let the visitor in." */
const toldOf = (text: string): string =>
  text
    .replaceAll(USER, '\0')
    .replaceAll(/(^|[.!?…]["”]? |\n)\0/g, '$1The visitor')
    .replaceAll('\0', 'the visitor');

/** "Welcome, {{user}}!" → "Welcome!"; "I know {{user}}'s name" → "I know your name". */
const spokenTo = (text: string): string =>
  text
    .replaceAll(USER, '\0')
    .replaceAll(/, ?\0(?=[.,!?…;:*"”\n]|$)/g, '')
    .replaceAll(
      /(^|[.!?…"“*]\s?)\0, (\S)/gm,
      (_, before: string, next: string) => before + next.toUpperCase(),
    )
    .replaceAll(
      /(^|[.!?…"“*]\s?)\0(['’]s)?/gm,
      (_, before: string, own?: string) => `${before}${own ? 'Your' : 'You'}`,
    )
    .replaceAll(/\0['’]s/g, 'your')
    .replaceAll('\0', 'you');

const withChoices = (text: string): string =>
  text.replaceAll(/\{\{\s*(?:random|pick)\s*::?([^{}]*)\}\}/gi, (_, choices: string) =>
    (choices.split(choices.includes('::') ? '::' : /(?<!\\),/)[0] ?? '').replaceAll('\\,', ',').trim(),
  );

function withoutMacros(text: string): string {
  let [before, after] = ['', text];
  for (let pass = 0; pass < 8 && before !== after; pass++)
    [before, after] = [after, after.replaceAll(/\{\{[^{}]*\}\}/g, '')];
  return after;
}

/** Tags, comments, styles, scripts and Markdown's pictures; "3 < 5" stays. */
function withoutHtml(text: string): string {
  let bare = text;
  for (const [open, close] of [
    ['<!--', '-->'],
    ['<style', '</style>'],
    ['<script', '</script>'],
  ] as const)
    bare = withoutPair(bare, open, close);
  return bare
    .replaceAll(/<br\s*\/?>|<\/p>/gi, '\n')
    .replaceAll(/!\[[^[\]]*\]\([^()]*\)/g, '')
    .replaceAll(/<\/?[a-z][^<>]*>/gi, '')
    .replaceAll(/&(?:nbsp|amp|lt|gt|quot|#39);/g, (entity) => ENTITIES[entity] ?? entity);
}

const ENTITIES: Record<string, string> = {
  '&nbsp;': ' ',
  '&amp;': '&',
  '&lt;': '‹',
  '&gt;': '›',
  '&quot;': '"',
  '&#39;': "'",
};

/** In one pass, unlike a pattern, however many openings have no end. */
function withoutPair(text: string, open: string, close: string): string {
  const lower = text.toLowerCase();
  // Letters that change their length with their case would shift what is cut.
  if (lower.length !== text.length) return text;
  const kept: string[] = [];
  let at = 0;
  for (;;) {
    const from = lower.indexOf(open, at);
    const to = from < 0 ? -1 : lower.indexOf(close, from + open.length);
    if (to < 0) return kept.join('') + text.slice(at);
    kept.push(text.slice(at, from));
    at = to + close.length;
  }
}

const keepBreaks = (char: string): string => (char === '\n' || char === '\t' ? char : '');
