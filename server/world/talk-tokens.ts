import { SoliloquyError } from '../../schemas/errors.ts';
import type { Line } from '../../schemas/record.ts';
import type { Due } from '../dialogue/reply-queue.ts';
import { composePrompt } from '../her/prompt.ts';
import type { GenerateRequest, LanguageModel } from '../llm/language-model.ts';
import { promptTokens } from '../llm/tokens.ts';
import type { Instance } from './instance.ts';
import { type Admission, meteredModel } from './metered-model.ts';
import type { Npc } from './npc.ts';
import { NOTHING } from './recall.ts';
import type { PlannedTalk, RunningTalk } from './running-talk.ts';
import { sceneFor } from './scene.ts';
import { type Reservation, TokenBudget } from './token-budget.ts';

/** How long it is believed what the first turn of a talk costs while there is no room for it, in milliseconds. */
const BELIEVED_MS = 60_000;

/**
 * What NPCs' talks may cost. Tokens are set aside before a turn begins and again for each call that it makes, so that the
 * budget holds whatever the model does; the built-in model costs nothing.
 */
export class TalkTokens {
  readonly model: LanguageModel;
  readonly #instance: Instance;
  readonly #budget: TokenBudget;
  readonly #talkOf: (npc: string) => RunningTalk | undefined;
  /** What is set aside for turns that have made no call yet. */
  readonly #reserved = new Map<PlannedTalk | RunningTalk, Reservation>();
  /** What turns may cost: counting composes a prompt. By the line that is answered, and by the talk that would begin. */
  readonly #costs = new WeakMap<Line, number>();
  readonly #openings = new Map<string, { tokens: number; until: number }>();
  /** The talks of which it was said that they can never be afforded. */
  readonly #told = new Set<string>();

  /** `talkOf` gives the talk in which an NPC may speak now. */
  constructor(instance: Instance, talkOf: (npc: string) => RunningTalk | undefined) {
    this.#instance = instance;
    this.#talkOf = talkOf;
    this.#budget = new TokenBudget(() => instance.world.talkLimits.tokensPerMinute, instance.parts.now);
    this.model = meteredModel(instance.parts.model, (request) => this.#admit(request));
  }

  /** Forgets what talks were found to cost, and which it was said of that they cost too much. */
  forget(): void {
    this.#openings.clear();
    this.#told.clear();
  }

  /** Says in the log where a talk that would begin with these words can never be afforded. */
  assess(talk: PlannedTalk, opening: string): void {
    if (!this.#isFree) this.#costOfOpening(talk, opening);
  }

  /**
   * Sets aside what a talk's next turn may cost, of one that would begin: with these words. False where there is not as much
   * left.
   */
  reserve(talk: PlannedTalk, opening: string): boolean;
  reserve(talk: RunningTalk): boolean;
  reserve(talk: PlannedTalk | RunningTalk, opening = ''): boolean {
    if (this.#isFree || this.#reserved.has(talk)) return true;
    const tokens = 'answered' in talk ? this.#costOfAnswer(talk) : this.#costOfOpening(talk, opening);
    const reservation = this.#budget.reserve(tokens);
    if (reservation) this.#reserved.set(talk, reservation);
    return reservation !== undefined;
  }

  /** A talk's turn is over: what it did not need is free again. */
  release(talk: PlannedTalk | RunningTalk): void {
    this.#reserved.get(talk)?.settle(0);
    this.#reserved.delete(talk);
  }

  /** The built-in model asks nobody. */
  get #isFree(): boolean {
    return this.#instance.parts.standIn === undefined;
  }

  #costOfAnswer(talk: RunningTalk): number {
    const tokens = this.#costs.get(talk.answered) ?? this.#costOf(talk, [talk.answered]);
    this.#costs.set(talk.answered, tokens);
    if (talk.name !== undefined) this.#warn(talk.name, talk.next, tokens);
    return tokens;
  }

  #costOfOpening(talk: PlannedTalk, opening: string): number {
    const { parts, world } = this.#instance;
    const now = parts.now();
    const known = this.#openings.get(talk.name);
    if (known && now < known.until && known.tokens > this.#budget.left) return known.tokens;
    // Its words may recall as much lore as there is room for.
    const tokens = this.#costOf(talk, []) + parts.countTokens(opening) + world.lore.tokens;
    this.#openings.set(talk.name, { tokens, until: now + BELIEVED_MS });
    this.#warn(talk.name, talk.next, tokens);
    return tokens;
  }

  #costOf({ next, to, about }: PlannedTalk | RunningTalk, lines: Line[]): number {
    const { parts, world } = this.#instance;
    const aside = { to, about, isLast: false };
    const due: Due = { turn: '', lines, refs: new Map(), since: parts.now(), aside };
    // While it speaks it stays who it is.
    if (!next.queue.turn) this.#instance.refresh(next);
    const plan = next.persona.model.plan ?? parts.settings.plan;
    const prompt = composePrompt(sceneFor(this.#instance, next, due, to, NOTHING), {
      form: parts.settings.form,
      plan,
    });
    const reply = next.persona.model.maxTokens ?? parts.settings.replyTokens;
    // What it remembers is found only when the turn is composed.
    return promptTokens(prompt) + world.memory.tokens + reply;
  }

  #warn(name: string, { id, persona }: Npc, tokens: number): void {
    const { parts, world } = this.#instance;
    const { tokensPerMinute } = world.talkLimits;
    // Where they are given none, they are not to talk.
    if (tokens <= tokensPerMinute || tokensPerMinute === 0 || this.#told.has(name)) return;
    this.#told.add(name);
    parts.log.warn(
      { talk: name, npc: id, tokens },
      `the talk "${name}" needs ${tokens} tokens for a turn of ${persona.name}, and NPCs may take ${tokensPerMinute} a minute: raise talkLimits.tokensPerMinute in world.yaml`,
    );
  }

  #admit({
    scene,
    prompt,
    maxTokens = this.#instance.parts.settings.replyTokens,
  }: GenerateRequest): Admission {
    const talk = scene && this.#talkOf(scene.npc);
    if (!talk) throw new SoliloquyError('aborted', 'Nobody is there to hear it any more.');
    if (this.#isFree) return { maxTokens, settle: () => {} };
    const needed = promptTokens(prompt) + maxTokens;
    const reservation = this.#reserved.get(talk) ?? this.#budget.reserve(needed);
    if (!reservation?.resize(needed))
      throw new SoliloquyError('model-budget', 'What NPCs may take for their talks in a minute is spent.');
    this.#reserved.delete(talk);
    return { maxTokens, settle: reservation.settle };
  }
}
