import type { Line } from '../../../../schemas/record.ts';
import { readTranscript } from '../../checks/transcript.ts';
import { ENVIRONMENT } from '../../data/turn-forms.ts';
import type { FoundScript } from './csv.ts';
import { happening } from './script.ts';

/** What is said at one place belongs to one conversation until nothing has been for so long, or it has so many lines. */
const GAP_MS = 10 * 60_000;
const MAX_LINES = 40;

/** The conversations of a transcript as the console exports it (JSONL), edits and deletions applied. Throws `bad-content`, naming the line. */
export async function scriptsInTranscript(
  file: string,
  book: string,
  tell: (text: string) => void,
): Promise<FoundScript[]> {
  const open = new Map<string, Line[]>();
  const all: Line[][] = [];
  for await (const { line } of readTranscript(file, { tell })) {
    if (line.location === null) continue;
    const place = JSON.stringify([line.location, line.whisper ? [line.from, line.to ?? ''].sort() : []]);
    let lines = open.get(place);
    if (!lines || lines.length >= MAX_LINES || line.at - lines.at(-1)!.at > GAP_MS) {
      lines = [];
      open.set(place, lines);
      all.push(lines);
    }
    lines.push(line);
  }
  return all.map((lines, index) => {
    const [first] = lines as [Line];
    const scene = `${first.location}_${first.seq}`;
    return {
      book,
      scene,
      index,
      take: 0,
      turns: lines.map(({ kind, name, spans }) =>
        kind === 'event'
          ? { speaker: ENVIRONMENT, spans: happening(spans.map(({ text }) => text).join(' ')) }
          : { speaker: name, spans },
      ),
      players: [...new Set(lines.filter(({ kind }) => kind === 'say').map(({ name }) => name))],
      where: `${first.location}, from line seq ${first.seq}`,
    };
  });
}
