import type { TraceBody } from '../../../schemas/trace.ts';
import { openRecordedPlay, type PlayedLine, type RecordedPlay } from '../../store/recorded-play.ts';
import { chosenOf, type Where } from '../data/chosen.ts';
import type { RecordedLine } from './recorded-turn.ts';

/** Turns whose traces are read at once. */
const PAGE = 200;

/** The record of a server that may be running, instance by instance. Throws `bad-store`, and `bad-config` where nothing fits. */
export async function* readRecord(url: string, where: Where): AsyncGenerator<RecordedLine> {
  const play = await openRecordedPlay(url);
  try {
    for (const instance of chosenOf(await play.instances(), where)) {
      let page: PlayedLine[] = [];
      for await (const played of play.lines(instance)) {
        page.push(played);
        if (page.length < PAGE) continue;
        yield* linesOf(play, instance.id, page);
        page = [];
      }
      yield* linesOf(play, instance.id, page);
    }
  } finally {
    await play.close();
  }
}

async function* linesOf(
  play: RecordedPlay,
  instance: string,
  page: readonly PlayedLine[],
): AsyncGenerator<RecordedLine> {
  const turns = page.flatMap(({ line }) => (line.kind === 'turn' && line.turn ? [line.turn] : []));
  const traces = new Map((await play.traces(turns)).map(({ turn, body }) => [turn, body as TraceBody]));
  for (const { line, isEdited } of page) {
    const trace = traces.get(line.turn ?? '');
    // What somebody wrote in its place is not as the model wrote it.
    if (!trace || isEdited) yield { instance, line };
    else {
      const language = trace.scene?.persona?.language ?? trace.scene?.world.language;
      yield { instance, line, raw: trace.raw, plan: trace.plan, ...(language !== undefined && { language }) };
    }
  }
}
