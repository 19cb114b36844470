import { SentenceSplitter } from '../her/sentences.ts';
import type { TurnEvent } from './turn-events.ts';

type Sentence = Extract<TurnEvent, { kind: 'sentence' }>;

/** Cuts the spoken spans of one turn into whole sentences, ready for a voice. */
export class SpokenSentences {
  readonly #turn: string;
  #span: number | undefined;
  #splitter = new SentenceSplitter();

  constructor(turn: string) {
    this.#turn = turn;
  }

  push(span: number, text: string): Sentence[] {
    this.#span = span;
    return this.#events(this.#splitter.push(text));
  }

  /** Lets the last sentence go when another span follows. */
  endUnless(span: number | undefined): Sentence[] {
    return this.#span === undefined || this.#span === span ? [] : this.end();
  }

  end(): Sentence[] {
    if (this.#span === undefined) return [];
    const events = this.#events(this.#splitter.end());
    this.#span = undefined;
    this.#splitter = new SentenceSplitter();
    return events;
  }

  #events(texts: string[]): Sentence[] {
    return texts.map((text) => ({ kind: 'sentence', turn: this.#turn, span: this.#span!, text }));
  }
}
