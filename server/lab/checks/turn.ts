import type { Layer, PlanMode, Span } from '../../../schemas/layers.ts';
import { patternOf } from '../../her/views.ts';
import type { Checked, Finding } from './check.ts';
import { runsOf, sharedStretch, wordsOf } from './words.ts';

/** One turn's texts, each worked out when it is first asked for and kept as long as its spans are. */
export class Texts {
  readonly spans: readonly Span[];
  #speech?: string;
  #speechWords?: string[];
  #publicWords?: string[];
  #pattern?: string;
  #speechRuns?: string[];

  constructor(spans: readonly Span[]) {
    this.spans = spans;
  }

  all(...layers: Layer[]): string[] {
    return this.spans.filter(({ layer }) => layers.includes(layer)).map(({ text }) => text);
  }

  get speech(): string {
    this.#speech ??= this.all('speech').join(' ');
    return this.#speech;
  }

  get speechWords(): string[] {
    this.#speechWords ??= wordsOf(this.speech);
    return this.#speechWords;
  }

  /** Runs of four words of what was said. */
  get speechRuns(): string[] {
    this.#speechRuns ??= runsOf(this.speechWords, 4);
    return this.#speechRuns;
  }

  /** Of what players see: actions and speech. */
  get publicWords(): string[] {
    this.#publicWords ??= wordsOf(this.all('role_action', 'speech').join(' '));
    return this.#publicWords;
  }

  /** Such as `think->speech`. */
  get pattern(): string {
    this.#pattern ??= patternOf(this.spans);
    return this.#pattern;
  }
}

/** A reply, ready to be checked. */
export type Turn = {
  name: string;
  others: readonly string[];
  language: string | undefined;
  plan: PlanMode | undefined;
  raw: string | undefined;
  reply: Texts;
  /** The last own turns before it, oldest first. */
  own: readonly Texts[];
  /** What others said lately, oldest first. */
  heard: readonly Texts[];
};

export type Check = (turn: Turn) => Finding[];

/** HER's window for layouts; nothing looks further back. */
export const WINDOW = 20;

const known = new WeakMap<readonly Span[], Texts>();

/** The texts of a turn by its spans, which are not changed afterwards. */
export function textsOf(spans: readonly Span[]): Texts {
  let texts = known.get(spans);
  if (!texts) {
    texts = new Texts(spans);
    known.set(spans, texts);
  }
  return texts;
}

export function turnOf({ name, others, language, plan, history, reply }: Checked): Turn {
  const own: Texts[] = [];
  const heard: Texts[] = [];
  for (let at = history.length - 1; at >= 0 && own.length < WINDOW - 1; at -= 1) {
    const said = history[at]!;
    if (said.name === name) own.unshift(textsOf(said.spans));
    else if (heard.length < WINDOW) heard.unshift(textsOf(said.spans));
  }
  return { name, others, language, plan, raw: reply.raw, reply: textsOf(reply.spans), own, heard };
}

/** Whether somebody else has said so much of a stretch that less than `least` words are left: then it is a quotation. */
export const wasHeard = (stretch: readonly string[], heard: readonly Texts[], least: number): boolean =>
  heard.some((turn) => stretch.length - sharedStretch(stretch, turn.publicWords, QUOTED).length < least);

/** Fewer words are no quotation. */
const QUOTED = 4;
