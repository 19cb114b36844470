import type { ReactNode } from 'react';
import type { PromptMessage } from '../../../../schemas/console/turns.ts';
import type { Span } from '../../../../schemas/layers.ts';
import { LANE, LANE_NAME, LANES, type Lane } from '../layers.ts';
import { Words, wordsBetween } from '../parts/words.tsx';

/** One of the two replies that are compared. */
export type Side = {
  spans: readonly Span[];
  messages: readonly PromptMessage[] | undefined;
  /** Whether more of it may come. */
  isRunning: boolean;
  /** How it went, in a line. */
  figures: ReactNode;
  problem?: string | undefined;
};

type Props = { left: Side; right: Side; leftPicker: ReactNode; rightPicker: ReactNode };

/** Two replies side by side, layer by layer, with the words marked that differ. */
export function Compare({ left, right, leftPicker, rightPicker }: Props) {
  // While one still grows, all of its words would be marked, again and again.
  const isWhole = !left.isRunning && !right.isRunning;
  return (
    <table className="compare">
      <thead>
        <tr>
          <th scope="col" className="compare-corner">
            <span className="hidden">Layer</span>
          </th>
          <th scope="col">{leftPicker}</th>
          <th scope="col">{rightPicker}</th>
        </tr>
      </thead>
      <tbody>
        {LANES.map((lane) => {
          const [from, to] = [textIn(left.spans, lane), textIn(right.spans, lane)];
          const likeness = isWhole ? likenessOf(from, to) : '';
          return (
            <tr key={lane} data-lane={lane}>
              <th scope="row">
                {LANE_NAME[lane]}
                <span className="likeness">{likeness}</span>
              </th>
              <td>{isWhole ? <Marked from={from} to={to} side="from" /> : <Plain text={from} />}</td>
              <td>
                {isWhole ? (
                  <Marked from={from} to={to} side="to" />
                ) : (
                  <Plain text={to} isRunning={right.isRunning} />
                )}
              </td>
            </tr>
          );
        })}
        <tr className="compare-order">
          <th scope="row">Order</th>
          <td>{orderOf(left.spans)}</td>
          <td>{orderOf(right.spans)}</td>
        </tr>
      </tbody>
      <tfoot>
        <tr>
          <th scope="row">Figures</th>
          <td>{left.problem ? <Problem text={left.problem} /> : left.figures}</td>
          <td>{right.problem ? <Problem text={right.problem} /> : right.figures}</td>
        </tr>
      </tfoot>
    </table>
  );
}

const Problem = ({ text }: { text: string }) => (
  <span role="alert" className="compare-problem">
    {text}
  </span>
);

function Plain({ text, isRunning = false }: { text: string; isRunning?: boolean }) {
  return (
    <p className="words-changed" dir="auto">
      {text || (isRunning ? '…' : '–')}
    </p>
  );
}

function Marked({ from, to, side }: { from: string; to: string; side: 'from' | 'to' }) {
  const own = side === 'from' ? from : to;
  return own === '' || from === to ? <Plain text={own} /> : <Words from={from} to={to} side={side} />;
}

/** All of a layer, one span to a line. */
const textIn = (spans: readonly Span[], lane: Lane): string =>
  spans
    .filter(({ layer }) => LANE[layer] === lane)
    .map(({ text }) => text)
    .join('\n');

const orderOf = (spans: readonly Span[]): string =>
  spans.map(({ layer }) => LANE_NAME[LANE[layer]].toLowerCase()).join(' → ') || '–';

/** How much of two texts is the same, in words. */
function likenessOf(from: string, to: string): string {
  if (from === to) return from === '' ? '' : 'the same';
  if (from === '' || to === '') return from === '' ? 'new' : 'gone';
  const parts = wordsBetween(from, to);
  const count = (texts: string[]) => texts.join('').match(/[\p{L}\p{N}]+/gu)?.length ?? 0;
  const same = count(parts.filter(({ added, removed }) => !added && !removed).map(({ value }) => value));
  const all = Math.max(count([from]), count([to]), 1);
  return `${Math.round((100 * same) / all)} % the same`;
}
