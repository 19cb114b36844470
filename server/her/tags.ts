import type { Layer } from '../../schemas/layers.ts';

/** A tag as read from a reply; `length` counts code units from where reading began. */
export type LayerTag = {
  kind: 'open' | 'close';
  layer: Layer;
  /** `system…` tags and a model's native ones (`think`) close each other only where they were not nested. */
  family: 'her' | 'native';
  attributes: string;
  isWhole: boolean;
  length: number;
};
export type Tag =
  | LayerTag
  /** A chat template's token, its name in letters and digits alone, `/` before it where it closes: `imend`, `/think`. */
  | { kind: 'control'; key: string; length: number }
  /** Tag-shaped, but none of ours: it goes, what it holds stays. */
  | { kind: 'strip'; length: number; isBreak: boolean };

/** Every spelling a model is known to use (HER, arXiv 2601.21459, its repository and its samples), without separators or case. */
export const SPELLINGS: Record<Layer, readonly string[]> = {
  system_thinking: [
    'systemthinking',
    'systemthink',
    'systemthought',
    'think',
    'thinking',
    'thought',
    'thoughts',
    'thinker',
    'reasoning',
    'plan',
    'planning',
    'analysis',
  ],
  role_thinking: [
    'rolethinking',
    'rolethink',
    'rolethought',
    'longrolethinking',
    'innerthought',
    'innerthoughts',
    'innerthinking',
    'innermonologue',
  ],
  role_action: ['roleaction', 'roleactions', 'roleact', 'action', 'act'],
  speech: ['rolespeech', 'speech', 'dialogue', 'say'],
  game_action: ['gameaction'],
};

const KNOWN = new Map<string, Layer>(
  (Object.keys(SPELLINGS) as Layer[]).flatMap((layer) =>
    SPELLINGS[layer].map((key) => [key, layer] as const),
  ),
);
/** The empty one is that of a name which begins with a separator: `< _action>`. */
const PREFIXES = new Set(
  [...KNOWN.keys()]
    .flatMap((key) => ['', ...key].map((_, index) => key.slice(0, index)))
    .concat(...KNOWN.keys()),
);
const STOPS = new Set(['eos', 'endoftext', 'endofturn', 'startofturn', 'imend', 'imstart', 'eot', 'eotid']);
const BREAKS = new Set(['br', 'p']);
/** What smells of thinking, or of notes that nobody is meant to hear, is private even where nobody listed it. */
const PRIVATE =
  /think|thought|reason|monolog|reflect|scratch|draft|deliberat|introspect|ponder|brainstorm|analy[sz]|inner|internal|private|hidden|secret|feeling|comment|^notes?$|^ooc$|^meta|^system|思考|想法|内心|心理/;
const ONES_OWN = /role|inner|my|self|feeling|内心|心理/;
/** So unlike prose that the tag counts even where its `>` is missing. */
const UNMISTAKABLE = /^(?:system|role|longrole|inner|game|think)/;

/** So little of a call's tag is none of anything else. */
const CALL_BEGUN = /^gamea(?:c(?:t(?:io?)?)?)?$/;

const MAX_NAME = 32;
const MAX_TAG = 320;
const HEAD = /[<＜][ \t]{0,3}(\/?)[ \t]{0,3}/y;
const CONTROL = /[|｜]([^<>＜＞|｜\n]{0,40})[|｜][>＞]/y;
const CONTROL_BEGUN = /[|｜][^<>＜＞|｜\n]{0,40}[|｜]?$/y;
/** In capitals as templates have them: `[think]` is a thought in brackets. */
const BRACKETED = ['THINK', 'THINKING', 'INST', 'TOOL_CALLS'];
const WORD = /[\p{L}_][\p{L}\p{N}_-]*(?:[:.][\p{L}\p{N}_-]+)*/uy;
const NEXT_WORD = /[ \t]{1,3}(\p{L}[\p{L}\p{N}_-]*)/uy;
const ATTRIBUTE = String.raw`[ \t]+[\p{L}_][\p{L}\p{N}_:.-]*(?:[ \t]*=[ \t]*(?:"[^"\n]{0,200}"|'[^'\n]{0,200}'|[^\s"'<>＜＞=]+))?`;
const REST = new RegExp(String.raw`((?:${ATTRIBUTE}){0,8})[ \t]*(\/?)[ \t]*[>＞]`, 'uy');
const REST_BEGUN = String.raw`(?:${ATTRIBUTE}){0,8}[ \t]*(?:\/[ \t]*|[\p{L}_][\p{L}\p{N}_:.-]*[ \t]*=[ \t]*(?:"[^"\n]{0,200}|'[^'\n]{0,200})?)?`;
const BEGUN = new RegExp(`${REST_BEGUN}$`, 'uy');
const SPACED_BROKEN = /[ \t]{0,3}[<＜[［]/y;
const BROKEN = new RegExp(`${REST_BEGUN}[<＜［\\[]`, 'uy');

const keyOf = (name: string): string => name.toLowerCase().replaceAll(/[\s_.:-]/g, '');
const match = (pattern: RegExp, text: string, at: number): RegExpExecArray | null => {
  pattern.lastIndex = at;
  return pattern.exec(text);
};

/** The layer of a tag's name. */
function layerOf(key: string): Layer | undefined {
  const known = KNOWN.get(key);
  if (known || !PRIVATE.test(key)) return known;
  return ONES_OWN.test(key) ? 'role_thinking' : 'system_thinking';
}

/**
 * Reads the tag at `text[at]`, which is `<`, `[` or a full-width form of them. `null`: ordinary text ("I <3 you").
 * `'more'`: the text so far may still become a tag; never when `isFinal`, where a tag cut in half is a `strip`. The answer
 * depends on the characters alone, so it is the same wherever a stream was cut.
 */
export function readTag(source: string, from: number, isFinal: boolean): Tag | 'more' | null {
  // No tag is longer: what follows need not be searched.
  const [text, at] =
    source.length - from > MAX_TAG ? [source.slice(from, from + MAX_TAG + 1), 0] : [source, from];
  if (/[[［]/.test(text[at]!)) return readBracketed(text, at, isFinal);
  const rest: Tag = { kind: 'strip', length: text.length - at, isBreak: false };
  // A `<` that another one interrupts would, once that one is removed, join what follows and become a tag.
  const broken: Tag = { kind: 'strip', length: 1, isBreak: false };
  const head = match(HEAD, text, at)!;
  const start = at + head[0].length;
  const isClose = head[1] === '/';
  const isSpaced = head[0].length > (isClose ? 2 : 1);
  if (start === text.length) return isFinal ? rest : 'more';
  if (/[<＜[［]/.test(text[start]!)) return broken;
  if (/[|｜]/.test(text[start]!)) {
    const control = match(CONTROL, text, start);
    if (control) return controlOf(control[1]!, isClose, start - at + control[0].length);
    if (match(CONTROL_BEGUN, text, start)) return isFinal ? rest : 'more';
    return broken;
  }
  const name = readName(text, start);
  if (!name) return null;
  const { key, end, mayGrow } = name;
  // With a space behind the `<` only a listed name makes a tag: "a < b" is prose.
  const layer = isSpaced ? KNOWN.get(key) : layerOf(key);
  const isStop = !isSpaced && (STOPS.has(key) || (isClose && key === 's'));
  if (isSpaced && !layer && !mayGrow)
    return PREFIXES.has(key) && match(SPACED_BROKEN, text, end) ? broken : null;
  const whole = match(REST, text, end);
  const length = end + (whole?.[0].length ?? 0) - at;
  if (whole && length <= MAX_TAG) {
    if (isStop) return controlOf(key, false, length);
    if (!layer) return { kind: 'strip', length, isBreak: BREAKS.has(key) };
    return layerTag(key, layer, isClose, length, whole[1]!.trim(), whole[2] === '/');
  }
  const isJoint = end === text.length - 1 && /[:.]/.test(text[end]!);
  const isBegun = text.length - at < MAX_TAG && (match(BEGUN, text, end) !== null || (isJoint && !isFinal));
  if (isBegun && !isFinal) return 'more';
  if (isBegun && text.slice(end).trim() === '') {
    const begun = layer ?? (!isClose && CALL_BEGUN.test(key) ? 'game_action' : undefined);
    return begun ? layerTag(key, begun, isClose, text.length - at, '', false) : rest;
  }
  if (layer && !isSpaced && UNMISTAKABLE.test(key)) return layerTag(key, layer, isClose, end - at, '', false);
  const interrupted = match(BROKEN, text, end);
  return interrupted && end + interrupted[0].length - at <= MAX_TAG ? broken : null;
}

function readBracketed(text: string, at: number, isFinal: boolean): Tag | 'more' | null {
  const isClose = text[at + 1] === '/';
  const start = at + (isClose ? 2 : 1);
  const name = BRACKETED.find(
    (each) => text.startsWith(each, start) && /[\]］]/.test(text[start + each.length] ?? ''),
  );
  if (!name) {
    const begun = text.slice(start);
    return !isFinal && BRACKETED.some((each) => each.startsWith(begun)) ? 'more' : null;
  }
  const length = start + name.length + 1 - at;
  const key = keyOf(name);
  if (!KNOWN.has(key)) return controlOf(key, isClose, length);
  return layerTag(key, 'system_thinking', isClose, length, '', false);
}

const controlOf = (name: string, isClose: boolean, length: number): Tag => ({
  kind: 'control',
  key: (isClose || name.startsWith('/') ? '/' : '') + name.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, ''),
  length,
});

const layerTag = (
  key: string,
  layer: Layer,
  isClose: boolean,
  length: number,
  attributes: string,
  isWhole: boolean,
): LayerTag => ({
  kind: isClose ? 'close' : 'open',
  layer,
  family: layer !== 'system_thinking' || key.startsWith('system') ? 'her' : 'native',
  attributes,
  isWhole,
  length,
});

/** The name at `start`, with the spaces of "system thinking"; `mayGrow`: it ends the text and begins a known spelling. */
function readName(text: string, start: number): { key: string; end: number; mayGrow: boolean } | null {
  const word = match(WORD, text, start)?.[0];
  if (!word || word.length > MAX_NAME) return null;
  let key = keyOf(word);
  let end = start + word.length;
  for (;;) {
    const next = match(NEXT_WORD, text, end);
    if (!next || !PREFIXES.has(key + keyOf(next[1]!))) break;
    // A word that only begins a known spelling counts while it may still grow.
    const joined = key + keyOf(next[1]!);
    const after = end + next[0].length;
    if (after < text.length && !KNOWN.has(joined) && !match(NEXT_WORD, text, after)) break;
    key = joined;
    end = after;
  }
  const isAtEnd = /^[ \t]*$/.test(text.slice(end, end + 4)) && end + 4 >= text.length;
  return { key, end, mayGrow: isAtEnd && PREFIXES.has(key) };
}
