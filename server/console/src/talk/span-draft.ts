import type { Layer, Span } from '../../../../schemas/layers.ts';
import { useDraft } from '../world/drafts.ts';

/** A span as it is being written; `key` tells it from others, wherever it is moved. */
export type DraftSpan = { key: number; layer: Layer; text: string };

/** The spans of a reply as somebody rewrites them; undefined where nobody does. Outlives a reload, in this tab. */
export function useSpanDraft(
  instance: string,
  turn: string,
): [draft: DraftSpan[] | undefined, set: (draft: DraftSpan[] | undefined) => void] {
  const [text, setText] = useDraft(`edit.${instance}.${turn}`);
  return [
    text === undefined ? undefined : (JSON.parse(text) as DraftSpan[]),
    (draft) => setText(draft && JSON.stringify(draft)),
  ];
}

export const draftOf = (spans: readonly Span[]): DraftSpan[] =>
  spans.map(({ span: key, layer, text }) => ({ key, layer, text }));

export const withText = (draft: DraftSpan[], key: number, text: string): DraftSpan[] =>
  draft.map((span) => (span.key === key ? { ...span, text } : span));

export const withSpan = (draft: DraftSpan[], layer: Layer): DraftSpan[] => [
  ...draft,
  { key: Math.max(-1, ...draft.map(({ key }) => key)) + 1, layer, text: '' },
];

/** Moves a span up or down by one place, if there is one. */
export function moved(draft: DraftSpan[], key: number, by: 1 | -1): DraftSpan[] {
  const from = draft.findIndex((span) => span.key === key);
  const span = draft[from];
  if (!span || !draft[from + by]) return draft;
  return draft.toSpliced(from, 1).toSpliced(from + by, 0, span);
}

/** A refusal in parts: what is said of the nth span, and what of none. */
export function refusalsOf(problem: string | undefined): { ofSpan: Map<number, string>; rest: string } {
  const ofSpan = new Map<number, string>();
  const rest = problem?.split('; ').filter((part) => {
    const [, index, said] = /^spans\.(\d+)(?:\.\w+)?: (.*)$/.exec(part) ?? [];
    if (index !== undefined) ofSpan.set(Number(index), said!);
    return index === undefined;
  });
  return { ofSpan, rest: rest?.join('; ') ?? '' };
}
