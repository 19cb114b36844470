import type { Delta, Layer, Span } from '../../schemas/layers.ts';
import { CodePoints } from './code-points.ts';
import { Envelope, type ReplyToken } from './envelope.ts';
import { asCutCall, GameCall } from './game-call.ts';
import { HeldText } from './held-text.ts';
import { PlanGate } from './plan-gate.ts';
import { SpanWriter } from './span-writer.ts';
import { type LinePart, SpeakerLines, Speakers } from './speakers.ts';
import { StageDirections } from './stage-directions.ts';
import { TagStream, type Token } from './tag-stream.ts';
import type { LayerTag } from './tags.ts';

export type ReplyParserOptions = {
  /** The NPC's own name; a line that begins with it and a colon loses them. */
  name: string;
  /** Names whose lines end the reply, besides `Environment`, `Narrator` and a chat's roles. */
  others: readonly string[];
  /** `expected`: text that a reply begins with may turn out to be the plan, and is held back (see `PlanGate`). */
  plan: 'expected' | 'off';
  /** What the model was made to begin with, such as `<system_thinking>`. */
  prefill?: string;
  /** `words`: brackets and asterisks are what was said; otherwise they are read as the bracket form. */
  brackets?: 'words';
  /** The text is known to be this speaker's alone: no line of it ends the reply. */
  isAlone?: boolean;
};

/**
 * Reads one reply in HER's form as it streams in (HER, arXiv 2601.21459): chunks in, deltas of spans out. Fails closed:
 * nothing of a plan or thought is public before its end tag has come, and what never ends stays private. The spans do
 * not depend on where the chunks were cut. Text passes six stages: tags, a chat template's tokens, plans, names at line
 * starts, bracket forms, spans.
 */
export class ReplyParser {
  readonly #tags = new TagStream();
  readonly #envelope = new Envelope();
  readonly #plans: PlanGate;
  readonly #lines: SpeakerLines;
  readonly #directions: StageDirections;
  readonly #writer = new SpanWriter();
  readonly #reasoning = new CodePoints();
  #raw = '';
  #layer: Layer = 'speech';
  /** Speech in its own tags: no doubt what it is. */
  #isMarked = false;
  readonly #areWords: boolean;
  /** Right behind the own `Name:`, whose space goes with it. */
  #isBehindName = false;
  #call = new GameCall('', '');
  #held: HeldText | null = null;
  #hasOrphan = false;
  #isClosed = false;
  #isDone = false;
  #isBroken = false;

  constructor({ name, others, plan, prefill = '', brackets, isAlone }: ReplyParserOptions) {
    const speakers = new Speakers(name, others, isAlone);
    this.#plans = new PlanGate(speakers, plan === 'expected');
    this.#lines = new SpeakerLines(speakers);
    this.#areWords = brackets === 'words';
    this.#directions = new StageDirections(
      (layer, text) => this.#writer.write(layer, text),
      () => this.#writer.element(),
    );
    this.#feed(prefill);
    this.#plans.noteOurs();
  }

  get spans(): Span[] {
    return this.#writer.spans;
  }

  /** The reply ended itself (another speaker's line, an end-of-turn token): what the model writes from there on is not its. */
  get isDone(): boolean {
    return this.#isDone;
  }

  /** Everything read, the prefill included, native reasoning not. */
  get raw(): string {
    return this.#raw;
  }

  /** The plan that the model is writing now, in a tag of ours; '' while it writes none. */
  get openPlan(): string {
    return this.#plans.openPlan;
  }

  /** A plan ended that had not been begun, behind text that was let go: this model's replies need `plan: 'expected'`. */
  get hasOrphan(): boolean {
    return this.#hasOrphan;
  }

  push(text: string): Delta[] {
    this.#feed(text);
    return this.#writer.take();
  }

  /** Native reasoning from a channel of its own: plan, whatever it holds. */
  reasoning(text: string): Delta[] {
    const whole = this.#reasoning.push(text);
    if (whole.trim() !== '') this.#plans.noteReasoning();
    if (this.#held) this.#held.text('system_thinking', whole);
    else if (!this.#isClosed) this.#writer.write('system_thinking', whole);
    return this.#writer.take();
  }

  /** The stream is over; a tag cut in half is dropped. Further calls yield nothing. */
  end(): Delta[] {
    if (!this.#isClosed) this.#tokens(this.#tags.end());
    if (!this.#isClosed) this.#perform(this.#plans.end());
    if (!this.#isClosed) this.#parts(this.#lines.flush());
    this.#close();
    return this.#writer.take();
  }

  /** The stream broke off: of what had not been let go, only calls come out, each as cut off. Further calls yield nothing. */
  breakOff(): Delta[] {
    this.#isBroken = true;
    return this.end().filter(({ layer }) => layer === 'game_action');
  }

  #feed(chunk: string): void {
    this.#raw += chunk;
    if (!this.#isClosed) this.#tokens(this.#tags.push(chunk));
  }

  #tokens(tokens: Token[]): void {
    for (const token of tokens) {
      for (const plain of this.#envelope.read(token)) this.#perform(this.#plans.read(plain));
    }
  }

  #perform(tokens: ReplyToken[]): void {
    for (const token of tokens) {
      if (this.#isClosed) return;
      if (token.tag) this.#tag(token);
      else this.#text(token.text);
    }
  }

  #text(text: string): void {
    if (this.#layer === 'game_action') this.#call.body += text;
    else if (this.#layer === 'speech' || this.#layer === 'role_action') this.#parts(this.#lines.push(text));
    else this.#put(text);
  }

  #parts(parts: LinePart[]): void {
    for (const { kind, text } of parts) {
      if (this.#isClosed) return;
      if (kind === 'text' || this.#isBracketThought) this.#put(text);
      else if (kind === 'own') this.#isBehindName = true;
      else if (this.#held) this.#held.other(text);
      else this.#finish();
    }
  }

  get #isBracketThought(): boolean {
    return this.#layer === 'speech' && !this.#held && this.#directions.isThinking;
  }

  #put(text: string): void {
    const rest = this.#isBehindName ? text.replace(/^[ \t\u3000]+/, '') : text;
    if (rest === '') return;
    this.#isBehindName = false;
    if (!this.#held) this.#write(this.#layer, rest);
    else this.#held.text(this.#layer === 'speech' && !this.#isMarked ? null : this.#layer, rest);
  }

  #write(layer: Layer, text: string): void {
    if ((layer === 'speech' || layer === 'role_action') && !this.#areWords)
      this.#directions.push(layer, text);
    else this.#writer.write(layer, layer === 'game_action' && this.#isBroken ? asCutCall(text) : text);
  }

  /** A block begins or ends here. */
  #element(): void {
    if (this.#held) this.#held.element();
    else {
      this.#directions.flush();
      this.#writer.element();
    }
  }

  #tag({ tag, text }: ReplyToken): void {
    if (tag === null) return;
    if (tag.kind === 'stop') {
      this.#parts(this.#lines.flush());
      this.#finish();
    } else if (this.#layer === 'game_action') {
      if (tag.kind === 'strip') this.#call.body += text;
      else this.#inCall(tag, text);
    } else if (tag.kind === 'strip') {
      if (tag.isBreak) this.#text('\n');
    } else if (this.#layer === 'system_thinking') this.#toSpeech();
    else if (!this.#isBracketThought) {
      this.#parts(this.#lines.flush());
      if (this.#isClosed) return;
      if (tag.kind === 'open') this.#openTag(tag, text);
      else this.#closeTag(tag);
    }
  }

  /** A call that another tag cuts off is no call. A bare tag of its own kind was meant to end it. */
  #inCall(tag: LayerTag, text: string): void {
    const isEnd = tag.layer === 'game_action' && (tag.kind === 'close' || tag.attributes === '');
    if (isEnd) this.#endCall(this.#call.whole);
    else if (tag.kind === 'open') {
      this.#endCall(this.#call.cut);
      this.#openTag(tag, text);
    }
  }

  #endCall(text: string): void {
    this.#put(text);
    this.#toSpeech();
  }

  #openTag(tag: LayerTag, text: string): void {
    const { layer, attributes, isWhole } = tag;
    if (isWhole && layer !== 'game_action') return;
    let claimant: Layer | undefined;
    if (this.#layer === 'role_thinking' || this.#layer === 'role_action') {
      // The new tag ends this element, unless its own end tag comes later: then all between was inside it.
      const held = this.#held?.claimant;
      if (held !== 'role_thinking' && held !== this.#layer) {
        this.#release('speech');
        claimant = this.#layer;
      } else this.#held?.unend(this.#layer);
    } else if (this.#held?.claimant === layer) this.#release('speech');
    if (this.#isClosed || this.#isBracketThought) return;
    this.#element();
    if (claimant) this.#held = new HeldText(claimant);
    this.#noteRoleTag(layer);
    this.#layer = layer;
    this.#isMarked = layer === 'speech';
    this.#lines.begin(layer === 'speech');
    this.#call = new GameCall(text, attributes);
    if (isWhole) this.#endCall(this.#call.whole);
  }

  #closeTag({ layer, family }: LayerTag): void {
    if (this.#held?.claimant === layer && this.#layer !== layer) {
      // An action's end tag ends no thought.
      if (this.#layer === 'role_thinking') return;
      this.#held.unend(this.#layer);
      this.#release(layer);
    } else if (this.#layer === 'role_thinking' ? !endsThought(layer, family) : layer !== this.#layer) {
      if (layer === 'system_thinking') this.#hasOrphan ||= this.spans.some((span) => span.layer === 'speech');
      return;
    } else if (layer === 'speech' && !this.#isMarked) return;
    this.#noteRoleTag(layer);
    const isForeign = this.#layer === 'role_thinking' && layer === 'system_thinking';
    this.#toSpeech();
    // Its own end tag may still come.
    if (isForeign) this.#held ??= new HeldText('role_thinking');
  }

  /** A model that writes role tags does not act in parentheses; it may still think in brackets. */
  #noteRoleTag(layer: Layer): void {
    if (layer === 'role_thinking' || layer === 'role_action') this.#directions.meetTags();
  }

  #toSpeech(): void {
    this.#element();
    this.#layer = 'speech';
    this.#isMarked = false;
    this.#lines.begin(true);
  }

  /** Decides what the text held back is, and lets it go. */
  #release(layer: Layer): void {
    const { items = [], claimant } = this.#held ?? {};
    this.#held = null;
    for (const item of items) {
      if (this.#isClosed) return;
      if (item.kind === 'element') this.#element();
      else if (item.kind === 'text')
        this.#write((item.isUnended && layer === claimant ? null : item.layer) ?? layer, item.text);
      else if (layer === 'speech' && !this.#directions.isThinking) this.#finish();
      else this.#write(layer, item.text);
    }
  }

  #finish(): void {
    if (this.#isClosed) return;
    this.#isDone = true;
    this.#close();
  }

  #close(): void {
    if (this.#isClosed) return;
    if (this.#layer === 'game_action') this.#endCall(this.#call.cut);
    this.#release('speech');
    this.#directions.flush();
    this.#isClosed = true;
  }
}

/** A thought ends at its own end tag or at a plain `</think>`, never at a plan's. */
const endsThought = (layer: Layer, family: LayerTag['family']): boolean =>
  layer === 'role_thinking' || (layer === 'system_thinking' && family === 'native');
