import type { TurnRow } from '../../../../schemas/console/turns.ts';
import type { Timings } from '../../../../schemas/trace.ts';

/** Milliseconds as one reads them at a glance: "640 ms", "2.4 s", "1 min 05 s". */
export function duration(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)} s`;
  return `${Math.floor(ms / 60_000)} min ${String(Math.floor((ms % 60_000) / 1000)).padStart(2, '0')} s`;
}

/** How long somebody waited for the first word or gesture, or for the end where there was none. */
export const waitOf = ({ queuedMs = 0, firstVisibleMs, endMs }: Partial<TurnRow>): number =>
  queuedMs + (firstVisibleMs ?? endMs ?? 0);

/** The stations of a turn, each with its time since the turn was due. */
export function stationsOf({ queued, prompt, firstToken, firstVisible, end }: Timings): [string, number][] {
  const stations: [string, number | undefined][] = [
    ['queued', queued],
    ['prompt built', prompt],
    ['first token', firstToken],
    ['first visible', firstVisible],
    ['end', end],
  ];
  return stations.filter((station): station is [string, number] => station[1] !== undefined);
}

export const timingsOf = (row: TurnRow): Timings => ({
  ...(row.queuedMs !== undefined && { queued: row.queuedMs }),
  ...(row.promptMs !== undefined && { prompt: row.promptMs }),
  ...(row.firstTokenMs !== undefined && { firstToken: row.firstTokenMs }),
  ...(row.firstVisibleMs !== undefined && { firstVisible: row.firstVisibleMs }),
  ...(row.endMs !== undefined && { end: row.endMs }),
});

/** Tokens of prompt and reply by the model's own account, in words; '' where it gave none. */
export function tokensText({
  promptTokens,
  cachedTokens,
  completionTokens,
}: Pick<TurnRow, 'promptTokens' | 'cachedTokens' | 'completionTokens'>): string {
  if (promptTokens === undefined && completionTokens === undefined) return '';
  const cached = cachedTokens ? ` (${cachedTokens.toLocaleString('en')} cached)` : '';
  return `${(promptTokens ?? 0).toLocaleString('en')}${cached} + ${(completionTokens ?? 0).toLocaleString('en')} tokens`;
}

/** Date and time as the list shows them: today's without the date. */
export function clockTime(at: number, now = Date.now()): string {
  const time = new Date(at);
  const clock = time.toLocaleTimeString([], { hour12: false });
  const isToday = new Date(now).toDateString() === time.toDateString();
  return isToday ? clock : `${time.toLocaleDateString([], { month: 'short', day: 'numeric' })} ${clock}`;
}
