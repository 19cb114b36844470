import type { TurnRow } from '../../../../schemas/console/turns.ts';
import { linkTo } from '../page.ts';
import { duration, stationsOf, timingsOf, tokensText } from '../turns/figures.ts';

/** When each station of a reply was reached, what it cost and by whom it was played, in one quiet line. */
export function FiguresLine({ row }: { row: TurnRow }) {
  const tokens = tokensText(row);
  return (
    <p className="figures">
      {stationsOf(timingsOf(row)).map(([name, at]) => (
        <span key={name}>
          {name} {duration(at)}
        </span>
      ))}
      {tokens && <span>{tokens}</span>}
      <span>{row.model}</span>
      {row.personaVersion === 0 ? (
        <span>persona of the game</span>
      ) : (
        <a href={linkTo('personas', row.npc, 'versions')}>persona v{row.personaVersion}</a>
      )}
      <a href={linkTo('turns', row.turn)}>trace</a>
    </p>
  );
}
