import { SoliloquyError } from '../../schemas/errors.ts';
import type { Due } from '../dialogue/reply-queue.ts';
import { composePrompt } from '../her/prompt.ts';
import type { GenerateRequest, LanguageModel } from '../llm/language-model.ts';
import { promptTokens } from '../llm/tokens.ts';
import type { Instance } from './instance.ts';
import { type Admission, meteredModel } from './metered-model.ts';
import { NOTHING } from './recall.ts';
import { sceneFor } from './scene.ts';
import type { RunningTalk } from './talks.ts';
import { type Reservation, TokenBudget } from './token-budget.ts';

/** What a turn is composed from before it is begun. */
type Planned = Pick<RunningTalk, 'next' | 'to' | 'about'> & Partial<Pick<RunningTalk, 'answered' | 'name'>>;

/** Tokens that lore may add to a prompt once the first words of a talk recall it, about. */
const LORE_TOKENS = 600;

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
  readonly #reserved = new Map<RunningTalk, Reservation>();
  /** The talks of which it was said that they can never be afforded. */
  readonly #told = new Set<string>();

  /** `talkOf` gives the talk in which an NPC may speak now. */
  constructor(instance: Instance, talkOf: (npc: string) => RunningTalk | undefined) {
    this.#instance = instance;
    this.#talkOf = talkOf;
    this.#budget = new TokenBudget(() => instance.world.talkLimits.tokensPerMinute, instance.parts.now);
    this.model = meteredModel(instance.parts.model, (request) => this.#admit(request));
  }

  /** Whether a talk that would begin with these words can be paid now. */
  mayAfford(talk: Planned, text: string): boolean {
    return (
      this.#isFree ||
      this.#costOf(talk) + this.#instance.parts.countTokens(text) + LORE_TOKENS <= this.#budget.left
    );
  }

  /** Sets aside what a talk's next turn may cost; false where there is not as much left. */
  reserve(talk: RunningTalk): boolean {
    if (this.#isFree) return true;
    const reservation = this.#budget.reserve(this.#costOf(talk));
    if (reservation) this.#reserved.set(talk, reservation);
    return reservation !== undefined;
  }

  /** A talk's turn is over: what it did not need is free again. */
  release(talk: RunningTalk): void {
    this.#reserved.get(talk)?.settle(0);
    this.#reserved.delete(talk);
  }

  /** The built-in model asks nobody. */
  get #isFree(): boolean {
    return this.#instance.parts.standIn === undefined;
  }

  #costOf({ name, next, to, about, answered }: Planned): number {
    const { parts, world } = this.#instance;
    const aside = { to, about, isLast: false };
    const due: Due = {
      turn: '',
      lines: answered ? [answered] : [],
      refs: new Map(),
      since: parts.now(),
      aside,
    };
    this.#instance.refresh(next);
    const plan = next.persona.model.plan ?? parts.settings.plan;
    const prompt = composePrompt(sceneFor(this.#instance, next, due, to, NOTHING), {
      form: parts.settings.form,
      plan,
    });
    const reply = next.persona.model.maxTokens ?? parts.settings.replyTokens;
    // What it remembers is found only when the turn is composed.
    const cost = promptTokens(prompt) + world.memory.tokens + reply;
    const { tokensPerMinute } = world.talkLimits;
    if (cost > tokensPerMinute && name !== undefined && !this.#told.has(name)) {
      this.#told.add(name);
      parts.log.warn(
        { talk: name, npc: next.id, tokens: cost },
        `the talk "${name}" needs ${cost} tokens for a turn of ${next.persona.name}, and NPCs may take ${tokensPerMinute} a minute: raise talkLimits.tokensPerMinute in world.yaml`,
      );
    }
    return cost;
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
    const held = this.#reserved.get(talk);
    const reservation = held?.resize(needed) ? held : held ? undefined : this.#budget.reserve(needed);
    if (!reservation)
      throw new SoliloquyError('model-budget', 'What NPCs may take for their talks in a minute is spent.');
    this.#reserved.delete(talk);
    return { maxTokens, settle: reservation.settle };
  }
}
