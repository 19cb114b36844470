import { SentenceSplitter } from '../her/sentences.ts';
import type { TurnEvent } from './turn.ts';

/** Cuts the spoken spans of one turn into whole sentences, ready for a voice. */
export class SpokenSentences {
  readonly #turn: string;
  #span: number | undefined;
  #splitter = new SentenceSplitter();

  constructor(turn: string) {
    this.#turn = turn;
  }

  push(span: number, text: string): TurnEvent[] {
    this.#span = span;
    return this.#events(this.#splitter.push(text));
  }

  /** Lets the last sentence go when another span follows. */
  endUnless(span: number | undefined): TurnEvent[] {
    return this.#span === undefined || this.#span === span ? [] : this.end();
  }

  end(): TurnEvent[] {
    if (this.#span === undefined) return [];
    const events = this.#events(this.#splitter.end());
    this.#span = undefined;
    this.#splitter = new SentenceSplitter();
    return events;
  }

  #events(texts: string[]): TurnEvent[] {
    return texts.map((text) => ({ kind: 'sentence', turn: this.#turn, span: this.#span!, text }));
  }
}
