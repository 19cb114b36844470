import type { Line } from '../../../schemas/record.ts';

/** Where conversations end. */
export type Cuts = {
  /** Minutes of real time in which nothing is said or happens at the place. */
  gapMinutes: number;
  /** Lines, after which another begins. */
  maxLines: number;
};

/** A line as it reads now; `takes`: all that was said in its place, the first one first, where that is more than one. */
type Spoken = { line: Line; takes?: readonly Line[] };

/**
 * Parts a record into conversations: what is said and happens at one place belongs to one, until nothing has for a while or it is
 * long. Whispers are a conversation of their two ends, since nobody else hears them. What has no place belongs to none. Holds the
 * open ones alone.
 */
export async function* conversationsIn<Said extends Spoken>(
  lines: AsyncIterable<Said>,
  { gapMinutes, maxLines }: Cuts,
): AsyncGenerator<Said[]> {
  const open = new Map<string, Said[]>();
  for await (const said of lines) {
    const { line } = said;
    if (line.location === null) continue;
    for (const [key, conversation] of open) {
      if (spokenAt(said) - spokenAt(conversation.at(-1)!) <= gapMinutes * 60_000) continue;
      open.delete(key);
      yield conversation;
    }
    const key = JSON.stringify([line.location, line.whisper ? [line.from, line.to ?? ''].sort() : []]);
    const conversation = open.get(key) ?? [];
    conversation.push(said);
    if (conversation.length < maxLines) open.set(key, conversation);
    else {
      open.delete(key);
      yield conversation;
    }
  }
  yield* open.values();
}

/** When its place in the talk was: a reply that was given again much later stands where the first one did. */
const spokenAt = ({ line, takes }: Spoken): number => takes?.[0]?.at ?? line.at;
