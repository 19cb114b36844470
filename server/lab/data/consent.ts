import type { Line } from '../../../schemas/record.ts';
import type { PlayedLine } from '../../store/recorded-play.ts';

/** Whether a line, or what was once said in its place, holds words of a player who has not agreed that they may be exported. */
export const lacksConsent = ({ line, takes }: Pick<PlayedLine, 'line' | 'takes'>): boolean =>
  [line, ...takes].some(isWithoutConsent);

/** A player's own words need a yes; what else a player brought about is marked with a no. */
const isWithoutConsent = ({ kind, player, consent }: Line): boolean =>
  consent === false || (kind === 'say' && player !== undefined && consent === undefined);
