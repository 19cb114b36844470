import type { PlayedLine } from '../../store/recorded-play.ts';

/** Where conversations end. */
export type Cuts = {
  /** Minutes of real time in which nothing is said or happens at the place. */
  gapMinutes: number;
  /** Lines, after which another begins. */
  maxLines: number;
};

/**
 * Parts a record into conversations: what is said and happens at one place belongs to one, until nothing has for a while or it is
 * long. Whispers are a conversation of their two ends, since nobody else hears them. What has no place belongs to none. Holds the
 * open ones alone.
 */
export async function* conversationsIn(
  lines: AsyncIterable<PlayedLine>,
  { gapMinutes, maxLines }: Cuts,
): AsyncGenerator<PlayedLine[]> {
  const open = new Map<string, PlayedLine[]>();
  for await (const played of lines) {
    const { line } = played;
    if (line.location === null) continue;
    for (const [key, conversation] of open) {
      if (line.at - conversation.at(-1)!.line.at <= gapMinutes * 60_000) continue;
      open.delete(key);
      yield conversation;
    }
    const key = JSON.stringify([line.location, line.whisper ? [line.from, line.to ?? ''].sort() : []]);
    const conversation = open.get(key) ?? [];
    conversation.push(played);
    if (conversation.length < maxLines) open.set(key, conversation);
    else {
      open.delete(key);
      yield conversation;
    }
  }
  yield* open.values();
}
