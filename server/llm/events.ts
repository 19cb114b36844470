/** No event of a completion comes near this many characters. */
const MAX_EVENT_CHARS = 1024 * 1024;

/**
 * The data of each server-sent event (WHATWG HTML, 9.2.6), whatever ends its lines. Takes time in proportion to what comes.
 * Throws when one event grows beyond 1 MiB.
 */
export async function* eventsOf(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<string, void, undefined> {
  const decoder = new TextDecoder();
  let data: string[] = [];
  let size = 0;
  let rest = '';
  let isBehindReturn = false;
  for await (const piece of bytes) {
    let text = decoder.decode(piece, { stream: true });
    // The line feed of a break that was cut in two.
    if (isBehindReturn && text.startsWith('\n')) text = text.slice(1);
    else if (text === '') continue;
    isBehindReturn = text.endsWith('\r');
    const lines = text.split(/\r\n|\n|\r/);
    const last = lines.pop()!;
    for (const end of lines) {
      const line = rest + end;
      rest = '';
      if (line.startsWith('data:')) {
        data.push(dataOf(line));
        size += line.length;
      }
      if (line !== '' || data.length === 0) continue;
      yield data.join('\n');
      data = [];
      size = 0;
    }
    rest += last;
    if (size + rest.length > MAX_EVENT_CHARS) throw new Error('it sent an event of more than 1 MiB');
  }
  // Some servers leave out the last line's end.
  if (rest.startsWith('data:')) data.push(dataOf(rest));
  if (data.length > 0) yield data.join('\n');
}

const dataOf = (line: string): string => line.slice(line[5] === ' ' ? 6 : 5);
