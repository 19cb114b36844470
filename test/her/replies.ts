import fc from 'fast-check';
import type { Delta, Layer, Span } from '../../schemas/layers.ts';
import { ReplyParser, type ReplyParserOptions } from '../../server/her/parser.ts';

export type Parsed = { spans: [Layer, string][]; deltas: Delta[]; isDone: boolean };

export const MARA: ReplyParserOptions = {
  name: 'Mara Vell',
  others: ['Tom', 'Jon', 'Jonathan', '塔姆'],
  plan: 'off',
};

/** Parses chunks to the end; fails where the deltas do not build the spans. */
export function parse(chunks: readonly string[], options: Partial<ReplyParserOptions> = {}): Parsed {
  const parser = new ReplyParser({ ...MARA, ...options });
  const deltas = [...chunks.flatMap((chunk) => parser.push(chunk)), ...parser.end()];
  checkDeltas(deltas, parser.spans);
  return { spans: parser.spans.map(({ layer, text }) => [layer, text]), deltas, isDone: parser.isDone };
}

function checkDeltas(deltas: readonly Delta[], spans: readonly Span[]): void {
  const built: Span[] = [];
  for (const delta of deltas) {
    const last = built.at(-1);
    if (last && delta.span < last.span) throw new Error('A span number fell.');
    if (/^[\udc00-\udfff]|[\ud800-\udbff]$/.test(delta.text)) throw new Error('A delta split a code point.');
    if (last?.span === delta.span) last.text += delta.text;
    else built.push({ ...delta });
  }
  if (JSON.stringify(built) !== JSON.stringify(spans)) {
    throw new Error(`Deltas ${JSON.stringify(built)} do not build ${JSON.stringify(spans)}`);
  }
}

/** Cuts a text at the given offsets (code units). */
export const cut = (text: string, offsets: readonly number[]): string[] => {
  const sorted = [0, ...offsets.map((offset) => offset % (text.length + 1)), text.length].sort(
    (a, b) => a - b,
  );
  return sorted.slice(1).map((end, index) => text.slice(sorted[index], end));
};

export const visible = (spans: readonly [Layer, string][]): string =>
  spans
    .filter(([layer]) => layer === 'speech' || layer === 'role_action')
    .map(([, text]) => text)
    .join(' ');

const OPEN: Record<'plan' | 'think' | 'act', readonly string[]> = {
  plan: [
    'system_thinking',
    'system_think',
    'system thinking',
    'SYSTEM_THINKING',
    ' system_thinking ',
    'systemthinking',
  ],
  think: [
    'role_thinking',
    'Role_Thinking',
    'role_think',
    'long_role_thinking',
    ' role_thinking',
    'inner_thought',
  ],
  act: ['role_action', 'ROLE_ACTION', 'role action', 'role_action '],
};
type Kind = 'plan' | 'think' | 'act' | 'speech';
const LAYER: Record<Kind, Layer> = {
  plan: 'system_thinking',
  think: 'role_thinking',
  act: 'role_action',
  speech: 'speech',
};

export type Piece = { kind: Kind; text: string; open: string; close: string };
/** A well-formed reply, and what it must come out as. */
export type Reply = { pieces: Piece[]; prefix: string; source: string; spans: [Layer, string][] };

/** Words of hidden layers hold `ħ`, those of visible ones never do. */
const words = (isHidden: boolean) =>
  fc
    .array(
      fc.constantFrom(
        'stay',
        'no,',
        'I <3 you',
        'a < b',
        'why?',
        'né',
        '你好',
        '😀',
        'Tom',
        'x > y',
        "it's",
        'Mara',
      ),
      {
        minLength: 1,
        maxLength: 4,
      },
    )
    .map((list) => (isHidden ? list.map((word) => `ħ${word}ħ`) : list).join(' '));

const piece = (kind: Kind): fc.Arbitrary<Piece> => {
  const isHidden = kind === 'plan' || kind === 'think';
  if (kind === 'speech') return words(isHidden).map((text) => ({ kind, text, open: '', close: '' }));
  const name = fc.constantFrom(...OPEN[kind]);
  return fc.tuple(words(isHidden), name, name).map(([text, open, close]) => ({
    kind,
    text,
    open: `<${open}>`,
    close: `</${close}>`,
  }));
};

export const render = (pieces: readonly Piece[], prefix = ''): string =>
  pieces.map(({ kind, open, text, close }) => open + text + close + (kind === 'plan' ? prefix : '')).join('');

export const reply: fc.Arbitrary<Reply> = fc
  .tuple(
    piece('plan'),
    fc.constantFrom('', 'Mara: ', 'Mara Vell:', '\nMara: ', '**Mara:** '),
    fc.array(fc.constantFrom<Kind>('think', 'act', 'speech', 'speech').chain(piece), {
      minLength: 1,
      maxLength: 7,
    }),
  )
  .map(([plan, prefix, body]) => {
    // No two neighbours of one kind: what becomes of those is tested by example.
    const pieces = [plan, ...body.filter(({ kind }, index) => kind !== body[index - 1]?.kind)];
    return {
      pieces,
      prefix,
      source: render(pieces, prefix),
      spans: pieces.map(({ kind, text }): [Layer, string] => [LAYER[kind], text]),
    };
  });

type Garble = {
  how: 'drop close' | 'break close' | 'insert' | 'nest' | 'duplicate open';
  at: number;
  tag: string;
};

export const garbles: fc.Arbitrary<Garble[]> = fc.array(
  fc.record({
    how: fc.constantFrom<Garble['how']>('drop close', 'break close', 'insert', 'nest', 'duplicate open'),
    at: fc.nat(),
    tag: fc.constantFrom(
      '</role_action>',
      '<b>',
      '</b>',
      '<br>',
      '</role_speech>',
      '<|x',
      '<',
      '</',
      '＜',
      '<b',
    ),
  }),
  { minLength: 1, maxLength: 4 },
);

/** Pieces with the tags broken as models break them. Only an element that keeps its end tag has others nested in it. */
export function garbled(pieces: readonly Piece[], all: readonly Garble[]): Piece[] {
  const result = pieces.map((piece) => ({ ...piece }));
  const nested = new Set<Piece>();
  for (const { how, at, tag } of all) {
    const piece = result[at % result.length]!;
    const middle = at % (piece.text.length + 1);
    if (how === 'duplicate open') piece.open += piece.open;
    else if (how === 'insert') {
      // Half a tag within a tag may make an open tag of it, which ends the element by contract.
      if (tag.endsWith('>') || !piece.text.includes('>'))
        piece.text = `${piece.text.slice(0, middle)} ${tag} ${piece.text.slice(middle)}`;
    } else if (how === 'nest') {
      const isWhole = piece.close === pieces[at % result.length]!.close;
      if (!isWhole || piece.kind === 'speech') continue;
      piece.text += `<role_action>bows</role_action>${piece.text}`;
      nested.add(piece);
    } else if (!nested.has(piece)) {
      piece.close = how === 'drop close' ? '' : piece.close.slice(0, at % (piece.close.length + 1));
    }
  }
  return result;
}
