import { SoliloquyError } from '../../schemas/errors.ts';
import type { Delta, Layer, PlanMode, Span, TurnStatus } from '../../schemas/layers.ts';
import type { SentRequest } from '../../schemas/trace.ts';
import { isCall } from '../her/game-call.ts';
import { ReplyParser } from '../her/parser.ts';
import type { Chunk, LanguageModel } from '../llm/language-model.ts';
import { cutAt, type Shown } from './interruption.ts';
import { SpokenSentences } from './spoken-sentences.ts';
import type { Composed, Outcome, Progress, TurnEvent, TurnOptions } from './turn-events.ts';
import { noteUnannounced, reasonsUnannounced } from './unannounced.ts';

const VISIBLE: ReadonlySet<Layer> = new Set(['role_action', 'speech']);

/** How the next attempt differs. `hasAnnounced`: the plan that `prefill` closes was begun by the model, before all else. */
type Again = { prefill?: string; plan?: PlanMode; hasAnnounced?: boolean };

/**
 * How often words may join a turn, and until when after its start in milliseconds. Enough for one who speaks in pieces or
 * for two who speak at once. Each joining begins the call anew, so more of it would keep an NPC mute among many.
 */
const MAX_JOINS = 3;
const JOIN_MS = 3_000;

/**
 * One NPC reply, from the moment it is due until it is committed: compose → generate → parse → commit. Knows nothing of
 * Colyseus, HTTP or SQL. Iterate `events()` once; `join` and `interrupt` act on it meanwhile.
 */
export class Turn {
  readonly options: TurnOptions;
  /** Spans so far, hidden ones too. */
  spans: Span[] = [];
  #attempt = new AbortController();
  #again: Again | undefined;
  #interrupted: { shown?: Shown } | undefined;
  #held: { released: Promise<void>; release(): void } | undefined;
  #isOver = false;
  #isWithdrawn = false;
  #base = 0;
  #joins = 0;
  #startedAt: number | undefined;

  constructor(options: TurnOptions) {
    this.options = options;
  }

  /** True once someone may have seen or heard something of it. */
  get isVisible(): boolean {
    return this.spans.some((span) => VISIBLE.has(span.layer));
  }

  /** Whether it leaves something behind, were it to end now: something was seen or heard, or the game asked to do something. */
  get hasHappened(): boolean {
    return this.isVisible || this.spans.some(isCall);
  }

  get isInterrupted(): boolean {
    return this.#interrupted !== undefined;
  }

  /** True while it waits to be thought of anew. */
  get isHeld(): boolean {
    return this.#held !== undefined;
  }

  /** Whether it can be begun anew and nobody is the wiser: nothing was seen or heard, nor the game asked to do something. */
  get #isUnheard(): boolean {
    return !this.hasHappened && !this.#isOver && !this.#interrupted;
  }

  /**
   * Takes words spoken meanwhile into this turn: it is composed anew. False when it is too late for that: something was
   * seen or heard, the game was asked to do something, others joined before, or the turn began seconds ago.
   */
  join(): boolean {
    if (!this.#isUnheard) return false;
    const { now } = this.options;
    if (this.#joins >= MAX_JOINS || now() - (this.#startedAt ?? now()) > JOIN_MS) return false;
    this.#joins += 1;
    this.#restart({});
    return true;
  }

  /**
   * Holds a reply of which nobody has heard anything, until `resume` is called: nothing of it is told or committed. Where that
   * may take long the model is stopped, and the turn composed anew afterwards. False when it is too late for it.
   */
  hold({ isBrief }: { isBrief: boolean }): boolean {
    if (!this.#isUnheard) return false;
    if (!this.#held) {
      let release = () => {};
      const released = new Promise<void>((resolve) => {
        release = resolve;
      });
      this.#held = { released, release };
    }
    if (!isBrief) this.#restart({});
    return true;
  }

  /** Lets a held turn go on. */
  resume(): void {
    this.#held?.release();
    this.#held = undefined;
  }

  /** Ends the turn; what was said stands, clipped to `shown` when the addressee says how far it had got. */
  interrupt(shown?: Shown): void {
    if (this.#isOver) return;
    this.#interrupted ??= shown ? { shown } : {};
    this.#attempt.abort();
    this.resume();
  }

  /** Takes the turn back, whatever was heard of it: it comes to nothing. Too late once it is being committed. */
  withdraw(): void {
    if (this.#isOver) return;
    this.#isWithdrawn = true;
    this.interrupt();
  }

  async *events(): AsyncGenerator<TurnEvent, void, undefined> {
    const { id, npc, to, whisper, refs, replaces, isOptional, now, commit } = this.options;
    const startedAt = now();
    this.#startedAt = startedAt;
    yield {
      kind: 'start',
      turn: id,
      npc,
      whisper,
      ...(to !== undefined && { to }),
      ...(refs && { refs }),
      ...(replaces !== undefined && { replaces }),
    };
    const { queuedMs: queued } = this.options;
    const timings = queued === undefined ? {} : { queued };
    const progress: Progress = { raw: '', model: this.options.model.name, timings, startedAt };
    const status = yield* this.#generate(progress);
    while (this.#held) await this.#held.released;
    this.#isOver = true;
    if (this.#interrupted) this.spans = cutAt(this.spans, this.#interrupted.shown);
    const mayBeNothing = replaces !== undefined || (isOptional && !this.spans.some(isCall));
    if (this.#isWithdrawn || (mayBeNothing && !this.isVisible)) {
      yield { kind: 'withdrawn', turn: id };
      return;
    }
    progress.timings.end = now() - startedAt;
    const outcome: Outcome = { status, spans: this.spans, ...this.#composed!, ...progress };
    await commit(outcome);
    yield { kind: 'end', turn: id, npc, status, spans: outcome.spans, outcome };
  }

  #composed: Composed | undefined;

  #restart(again: Again): void {
    this.#again = again;
    this.#attempt.abort();
  }

  /** Attempts until one stands: made again when words join, when a plan must be closed, and once with the stand-in. */
  async *#generate(progress: Progress): AsyncGenerator<TurnEvent, TurnStatus, undefined> {
    let { model } = this.options;
    for (;;) {
      while (this.#held) await this.#held.released;
      const again = this.#again;
      this.#again = undefined;
      this.#attempt = new AbortController();
      this.#composed = await this.options.compose(again?.plan);
      if (this.#again && !this.#interrupted) continue;
      // What the game was asked to do before an attempt failed stands: the next one only speaks.
      if (this.spans.some(isCall)) this.#composed.scene.actions = [];
      if (again?.prefill) this.#composed.prompt.prefill = again.prefill;
      progress.timings.prompt ??= this.options.now() - progress.startedAt;
      progress.model = model.name;
      progress.raw = '';
      delete progress.usage;
      delete progress.bestOf;
      // Numbers go on from an attempt that came to nothing, since designers may have seen its spans.
      this.#base = Math.max(this.#base, (this.spans.at(-1)?.span ?? -1) + 1);
      // A call that went out stands.
      if (!again?.prefill) this.spans = this.spans.filter(isCall);
      if (this.#interrupted) return 'interrupted';
      try {
        yield* this.#attemptOnce(model, this.#composed, progress, again);
        if (!this.isVisible)
          throw new SoliloquyError('model-empty', 'The model said nothing that can be heard or seen.');
        return progress.reason === undefined ? 'complete' : 'fallback';
      } catch (error) {
        if (this.#interrupted) return 'interrupted';
        if (this.#again) continue;
        progress.reason = describe(error);
        if (this.isVisible || !this.options.standIn || model === this.options.standIn) return 'failed';
        model = this.options.standIn;
      }
    }
  }

  /** One call of the model. Ends normally at the reply's end; throws when it failed or was stopped. */
  async *#attemptOnce(
    model: LanguageModel,
    composed: Composed,
    progress: Progress,
    again: Again | undefined,
  ): AsyncGenerator<TurnEvent, void, undefined> {
    const { settings, priority, now } = this.options;
    const { scene, prompt } = composed;
    const signal = this.#attempt.signal;
    const voice = new SpokenSentences(this.options.id);
    const isResumed = again?.prefill !== undefined;
    const mayPlan = prompt.plan !== 'off' || reasonsUnannounced(model, settings.model);
    // Behind a plan that was closed by force, a reply begun anew by one that announces its plans is what it seems to be.
    let parser = parserFor(composed, mayPlan || (isResumed && !again.hasAnnounced), '');
    const onSent = (sent: SentRequest) => {
      progress.request = sent;
    };
    try {
      for await (const chunk of model.generate({ prompt, scene, ...settings, priority, onSent }, signal)) {
        if (signal.aborted) break;
        if (chunk.kind === 'model') progress.model = chunk.model;
        else if (chunk.kind === 'usage') progress.usage = usageOf(chunk);
        else if (chunk.kind === 'best-of') progress.bestOf = chunk.bestOf;
        else if (chunk.kind === 'prefilled') {
          // A resumed plan is already among the spans; it may go on all the same.
          parser = isResumed ? parserFor(composed, true, '') : parserFor(composed, mayPlan, prompt.prefill);
        } else {
          progress.timings.firstToken ??= now() - progress.startedAt;
          progress.raw += chunk.text;
          const deltas = chunk.kind === 'reasoning' ? parser.reasoning(chunk.text) : parser.push(chunk.text);
          yield* this.#emit(deltas, voice, progress);
          if (parser.hasOrphan) noteUnannounced(model, settings.model);
          if (parser.isDone || this.#closeLongPlan(parser.openPlan, composed, progress.raw, isResumed)) break;
        }
      }
      if (signal.aborted) throw new SoliloquyError('aborted', 'The turn was stopped.');
    } catch (error) {
      yield* this.#breakOff(parser);
      throw error;
    }
    yield* this.#emit(parser.end(), voice, progress);
    if (signal.aborted) throw new SoliloquyError('aborted', 'The turn was stopped.');
    yield* voice.end();
  }

  /** Tells of a call that was being written as the reply broke off; not where the reply is begun anew, or taken back. */
  *#breakOff(parser: ReplyParser): Generator<TurnEvent, void, undefined> {
    if (this.#isWithdrawn || (this.#again && !this.#interrupted)) return;
    for (const { span, layer, text } of parser.breakOff()) {
      const number = span + this.#base;
      this.spans.push({ span: number, layer, text });
      yield { kind: 'delta', turn: this.options.id, span: number, layer, text };
    }
  }

  async *#emit(
    deltas: Delta[],
    voice: SpokenSentences,
    progress: Progress,
  ): AsyncGenerator<TurnEvent, void, undefined> {
    const { signal } = this.#attempt;
    for (const { span: number, layer, text } of deltas) {
      // Stopped between two deltas of one chunk: what was not told did not happen.
      while (this.#held && !signal.aborted) await this.#held.released;
      if (signal.aborted) return;
      const span = number + this.#base;
      if (VISIBLE.has(layer)) progress.timings.firstVisible ??= this.options.now() - progress.startedAt;
      const last = this.spans.at(-1);
      if (last?.span === span) last.text += text;
      else this.spans.push({ span, layer, text });
      yield* voice.endUnless(layer === 'speech' ? span : undefined);
      yield { kind: 'delta', turn: this.options.id, span, layer, text };
      if (layer === 'speech') yield* voice.push(span, text);
    }
  }

  /**
   * Closes a plan that outgrew its budget: the call is made again with the plan as written so far, closed. A model that
   * begins another one then is given up. Reasoning of a model's own kind cannot be closed so; its tokens and time bound it.
   */
  #closeLongPlan(plan: string, { prompt }: Composed, raw: string, isResumed: boolean): boolean {
    const { planBudget, countTokens } = this.options;
    if (prompt.plan === 'off' && !isResumed) return false;
    // A token is rarely shorter than two characters: no need to count before that.
    if (plan.length < planBudget * 2 || countTokens(plan) <= planBudget) return false;
    if (isResumed) throw new SoliloquyError('model-empty', 'The model planned on and on, and said nothing.');
    this.#restart({
      prefill: `<system_thinking>${plan.trim()}</system_thinking>`,
      plan: 'off',
      hasAnnounced: /^\s*<system_thinking>/.test(raw),
    });
    return true;
  }
}

const parserFor = ({ scene }: Composed, mayPlan: boolean, prefill: string): ReplyParser =>
  new ReplyParser({
    name: scene.persona.name,
    others: [...scene.others.map((other) => other.name), ...(scene.to ? [scene.to.name] : [])],
    plan: mayPlan ? 'expected' : 'off',
    ...(prefill !== '' && { prefill }),
  });

const describe = (error: unknown): string =>
  error instanceof SoliloquyError ? `${error.code}: ${error.message}` : `internal: ${String(error)}`;

const usageOf = ({ kind: _, ...usage }: Extract<Chunk, { kind: 'usage' }>) => usage;
