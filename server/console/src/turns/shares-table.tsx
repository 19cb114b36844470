import type { CSSProperties } from 'react';
import type { TurnView } from '../../../../schemas/console/turns.ts';
import { linkTo } from '../page.ts';
import type { Share } from './shares.ts';
import { KINDS, lineOf, type SourceKind, sourceOf } from './sources.ts';

type Props = {
  shares: readonly Share[];
  view: Pick<TurnView, 'turn' | 'npc' | 'lines' | 'messages' | 'canRerun'>;
  marked: string | undefined;
  onMark(source: string | undefined): void;
};

const percent = (tenths: number): string => `${(tenths / 10).toFixed(1)} %`;

/** What each source takes of the prompt, sorts of sources first; together they are the whole. */
export function SharesTable({ shares, view, marked, onMark }: Props) {
  const kinds = new Map<SourceKind, Share[]>();
  for (const share of shares) {
    const { kind } = sourceOf(share.source, view.npc);
    kinds.set(kind, [...(kinds.get(kind) ?? []), share]);
  }
  const sorted = [...kinds].sort(([, a], [, b]) => sumOf(b) - sumOf(a));
  return (
    <table className="shares">
      <thead className="hidden">
        <tr>
          <th scope="col">Source</th>
          <th scope="col">Tokens</th>
          <th scope="col">Share</th>
        </tr>
      </thead>
      {sorted.map(([kind, all]) => (
        <tbody key={kind}>
          <tr className="share-kind" data-kind={kind}>
            <th scope="rowgroup">{KINDS[kind]}</th>
            <td>{all.reduce((sum, { tokens }) => sum + tokens, 0).toLocaleString('en')}</td>
            <td style={{ '--share': sumOf(all) / 1000 } as CSSProperties} className="share-bar">
              {percent(sumOf(all))}
            </td>
          </tr>
          {all.map((share) => (
            <tr
              key={`${share.section} ${share.source}`}
              data-marked={share.source === marked}
              onMouseEnter={() => onMark(share.source)}
              onMouseLeave={() => onMark(undefined)}
            >
              <th scope="row">
                <Name share={share} view={view} onMark={onMark} />
              </th>
              <td>{share.tokens.toLocaleString('en')}</td>
              <td>{percent(share.share)}</td>
            </tr>
          ))}
        </tbody>
      ))}
      <tfoot>
        <tr>
          <th scope="row">All of it</th>
          <td>{shares.reduce((sum, { tokens }) => sum + tokens, 0).toLocaleString('en')}</td>
          <td>{percent(sumOf(shares))}</td>
        </tr>
      </tfoot>
    </table>
  );
}

const sumOf = (shares: readonly Share[]): number => shares.reduce((sum, { share }) => sum + share, 0);

function Name({
  share: { source, section },
  view,
  onMark,
}: Pick<Props, 'view' | 'onMark'> & { share: Share }) {
  const { kind, name, route, place } = sourceOf(source, view.npc);
  if (kind === 'form') return section;
  if (route)
    return (
      <>
        <a href={linkTo(...route)} onFocus={() => onMark(source)} onBlur={() => onMark(undefined)}>
          {isOneOfMany(source) ? excerptOf(source, view) || name : name}
        </a>
        {place && view.canRerun && (
          <a className="share-try" href={linkTo('turns', view.turn, 'rerun', place)}>
            try another<span className="hidden"> {name}</span>
          </a>
        )}
      </>
    );
  const line = view.lines[lineOf(source) ?? ''];
  if (!line) return name;
  const text = `${line.name}: ${line.text}`;
  return line.turn ? <a href={linkTo('turns', line.turn)}>{text}</a> : text;
}

/** Whether a prompt holds several that go by the same name: then they are told apart by their words. */
const isOneOfMany = (source: string): boolean => /^memories\/|^npc\/[^/]+\/bonds\//.test(source);

const EXCERPT = 80;

function excerptOf(source: string, { messages }: Props['view']): string {
  const pieces = messages.flatMap((message) => message.pieces).filter((piece) => piece.source === source);
  const text = pieces
    .map((piece) => piece.text.trim())
    .filter(Boolean)
    .join(' ');
  return text.length > EXCERPT ? `${text.slice(0, EXCERPT)}…` : text;
}
