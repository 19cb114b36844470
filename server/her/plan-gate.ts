import type { ReplyToken } from './envelope.ts';
import { blankAt, type Speakers } from './speakers.ts';
import type { LayerTag } from './tags.ts';

type Family = LayerTag['family'];

const PLAN: LayerTag = {
  kind: 'open',
  layer: 'system_thinking',
  family: 'her',
  attributes: '',
  isWhole: false,
  length: 0,
};
const OPEN: ReplyToken = { tag: PLAN, text: '' };
const CLOSE: ReplyToken = { tag: { ...PLAN, kind: 'close' }, text: '' };

/**
 * Tells a reply from the plan and the reasoning before and within it. What comes out of it has plans in plain pairs of tags,
 * with text alone between; an end tag of a plan that comes out of nowhere is passed on. The rule:
 *
 * - A plan that was begun (by the model, by the prefill) ends at its end tag and nothing else; what follows streams.
 * - While a plan is expected, a reply that begins with the NPC's own `Name:` or with a tag of a turn is one, and streams.
 *   One that begins with other text may be a plan whose first tag is missing: **all** of it waits, drafts and quoted tags
 *   too, until the end tag of a plan comes (all before it was plan) or the reply is over (it was the turn).
 * - The same holds behind an end tag that leaves doubt: of another spelling than the plan was begun with, or of a plan begun
 *   twice (`<think>a<think>b</think>…</think>`), since the right end may still come.
 *
 * So a model that keeps to the form streams from its first spoken character on, and text that an end tag could still make a
 * plan is never let go. What streamed before such a tag came out of nowhere, behind a reply that had begun as one or with no
 * plan expected, cannot be taken back.
 */
export class PlanGate {
  readonly #speakers: Speakers;
  /** `owed`: nothing but space so far; `held`: text that waits. */
  #state: 'owed' | 'held' | 'plan' | 'open';
  /** What has been let in and not out. */
  #buffer: ReplyToken[] = [];
  /** Plans that were begun and, as far as is known, not ended. */
  #begun: Family[] = [];
  #isOwed: boolean;
  #isBlank = true;
  #isOurs = false;
  #plan = '';

  constructor(speakers: Speakers, isExpected: boolean) {
    this.#speakers = speakers;
    this.#isOwed = isExpected;
    this.#state = isExpected ? 'owed' : 'open';
  }

  /** The plan that stands open, in a tag of ours; '' while none does, or while the model reasons in its own way. */
  get openPlan(): string {
    return this.#state === 'plan' && this.#begun.every((family) => family === 'her') ? this.#plan : '';
  }

  /** The model has reasoned on a channel of its own: that was the plan, and what follows streams. */
  noteReasoning(): void {
    if (this.#state !== 'owed') return;
    this.#isOwed = false;
    this.#state = 'open';
  }

  /** The plan begun so far is the prefill's: the model may begin it anew. */
  noteOurs(): void {
    this.#isOurs = this.#state === 'plan';
  }

  read(token: ReplyToken): ReplyToken[] {
    const { tag } = token;
    if (tag?.kind === 'stop') return [...this.end(), token];
    const isPlan = tag !== null && 'layer' in tag && tag.layer === 'system_thinking';
    if (this.#state === 'plan') return isPlan ? this.#inPlan(tag) : this.#planned(token);
    if (isPlan && tag.kind === 'open' && !tag.isWhole) return this.#begin(tag);
    if (this.#state === 'open') return [token];
    if (isPlan) return tag.kind === 'close' ? this.#endHeld() : [];
    if (this.#state === 'held') this.#buffer.push(token);
    else this.#look(token);
    return (this.#state as string) === 'open' ? this.#letGo() : [];
  }

  /** Nothing more comes: what waits was no plan. */
  end(): ReplyToken[] {
    if (this.#state === 'plan') return [];
    return this.#letGo();
  }

  #planned(token: ReplyToken): ReplyToken[] {
    if (token.tag === null) {
      this.#plan += token.text;
      if (token.text.trim() !== '') this.#isBlank = false;
    }
    return token.tag === null || token.tag.kind === 'strip' ? [token] : [];
  }

  #begin({ family }: LayerTag): ReplyToken[] {
    const before = this.#heldPlan();
    this.#state = 'plan';
    this.#begun.push(family);
    this.#isBlank = true;
    this.#isOurs = false;
    this.#plan = '';
    return [...before, OPEN];
  }

  #inPlan({ kind, family, isWhole }: LayerTag): ReplyToken[] {
    if (isWhole) return [];
    if (kind === 'open') {
      // A model that reasons natively may begin anew where we began the plan for it: then that is the plan.
      if (!(this.#isOurs && this.#isBlank)) this.#begun.push(family);
      return [];
    }
    const at = this.#begun.lastIndexOf(family);
    const isInner = at === this.#begun.length - 1;
    if (at >= 0) this.#begun.length = at;
    // Reasoning in its own tags within a plan of ours, or the other way round: the plan goes on.
    if (isInner && at > 0 && this.#begun[at - 1] !== family) return [];
    const isSure = isInner && at === 0;
    // An empty plan of ours is one. An empty pair of the model's own kind may only say that it does not reason so.
    if (!this.#isBlank || (isSure && family === 'her')) this.#isOwed = false;
    this.#state = isSure && !this.#isOwed ? 'open' : 'owed';
    return [CLOSE];
  }

  /** An end tag behind text that waited, or behind nothing. */
  #endHeld(): ReplyToken[] {
    const isBlank = this.#buffer.every(({ text }) => text.trim() === '');
    if (isBlank && this.#begun.length === 0) return [];
    const plan = this.#heldPlan();
    this.#begun.pop();
    if (!isBlank) this.#isOwed = false;
    this.#state = this.#begun.length > 0 || this.#isOwed ? 'owed' : 'open';
    return plan;
  }

  /** What waited, as a plan. */
  #heldPlan(): ReplyToken[] {
    const texts = this.#buffer.filter(({ tag }) => tag === null);
    this.#buffer = [];
    return texts.some(({ text }) => text.trim() !== '') ? [OPEN, ...texts, CLOSE] : [];
  }

  /** Whether the reply begins as a turn does: with its own name or a tag of a turn. */
  #look(token: ReplyToken): void {
    const isFirst = this.#buffer.length === 0;
    if (token.tag && token.tag.kind !== 'strip') {
      this.#buffer.push(token);
      this.#state = !isFirst ? 'held' : token.tag.kind === 'open' ? 'open' : 'owed';
      if (this.#state === 'owed') this.#buffer = [];
      return;
    }
    // Space before the first word says nothing.
    const text = isFirst ? token.text.slice(blankAt(token.text, 0).length) : token.text;
    if (isFirst && (token.tag || text === '')) return;
    this.#buffer.push(token.tag ? token : { tag: null, text });
    const begun = this.#buffer.map((each) => (each.tag === null ? each.text : '')).join('');
    const found = this.#speakers.match(begun, 0, false);
    if (found !== 'more') this.#state = found?.who === 'own' ? 'open' : 'held';
  }

  #letGo(): ReplyToken[] {
    const tokens = this.#buffer;
    this.#buffer = [];
    this.#begun = [];
    this.#isOwed = false;
    this.#state = 'open';
    const orphan = orphanOf(tokens);
    return orphan ? [{ tag: { ...orphan, kind: 'open' }, text: '' }, ...tokens] : tokens;
  }
}

/** The first end tag of a thought or action that was not begun: all before it is of it. */
function orphanOf(tokens: readonly ReplyToken[]): LayerTag | undefined {
  const begun = new Set<string>();
  let hasText = false;
  for (const { tag, text } of tokens) {
    if (tag === null) hasText ||= text.trim() !== '';
    else if ('layer' in tag && (tag.layer === 'role_thinking' || tag.layer === 'role_action')) {
      if (tag.kind === 'open') begun.add(tag.layer);
      else if (hasText && !begun.has(tag.layer)) return tag;
    }
  }
  return undefined;
}
