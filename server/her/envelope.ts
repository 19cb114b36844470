import type { Token } from './tag-stream.ts';
import type { LayerTag, Tag } from './tags.ts';

/** A token of the reply itself: text, a tag, or the reply's end. */
export type ReplyToken =
  | { tag: null; text: string }
  | { tag: Exclude<Tag, { kind: 'control' }> | { kind: 'stop' }; text: string };

/** Opens a message: who speaks follows, up to another token, or to the end of the line. */
const HEADS = new Set(['start', 'startheaderid', 'imstart', 'startofturn']);
const LINE_HEADS = new Set(['imstart', 'startofturn']);
/** Says that the model's own message begins. */
const OWN = new Set([
  'assistant',
  'model',
  'bot',
  'beginoftext',
  'bos',
  'beginofsentence',
  'startresponse',
  'beginofsolution',
]);
const OTHERS = new Set(['user', 'human', 'system', 'tool', 'developer', 'player', 'environment']);
const THINKING = /^(?:begin|start|end)?(?:of)?(?:think|thinking|thought|reasoning)$/;
const CLOSING = /^(?:\/|end)/;
const MAX_HEAD = 64;

const plan = (kind: 'open' | 'close', text: string): ReplyToken => {
  const tag: LayerTag = {
    kind,
    layer: 'system_thinking',
    family: 'native',
    attributes: '',
    isWhole: false,
    length: text.length,
  };
  return { tag, text };
};
const stop = (text: string): ReplyToken => ({ tag: { kind: 'stop' }, text });

/**
 * Takes the tokens of chat templates, which servers should keep to themselves, out of a reply. Before the first word the
 * head of the model's own message (`<|im_start|>assistant`) goes; any other head, and a token that ends a message, ends the
 * reply. A message in a channel (harmony: `<|channel|>analysis<|message|>…`) is native reasoning, unless the channel is
 * `final`; so is what stands between tokens of thinking (`<|begin_of_thought|>`).
 */
export class Envelope {
  #head: { kind: 'role' | 'line' | 'channel'; text: string } | null = null;
  #isReasoning = false;
  #hasBegun = false;

  read(token: Token): ReplyToken[] {
    const { tag, text } = token;
    if (tag === null) return this.#text(text);
    if (tag.kind === 'control') return this.#control(tag.key, text);
    this.#head = null;
    if (tag.kind === 'open' && tag.layer !== 'system_thinking') this.#hasBegun = true;
    return [{ tag, text }];
  }

  #text(text: string): ReplyToken[] {
    if (!this.#head) {
      if (!this.#isReasoning && text.trim() !== '') this.#hasBegun = true;
      return [{ tag: null, text }];
    }
    const end = this.#head.kind === 'line' ? text.indexOf('\n') : -1;
    this.#head.text += end < 0 ? text : text.slice(0, end);
    if (this.#head.text.length > MAX_HEAD) return [stop(text)];
    return end < 0 ? [] : [...this.#endHead(), ...this.#text(text.slice(end + 1))];
  }

  #control(key: string, text: string): ReplyToken[] {
    if (THINKING.test(key.replace('/', ''))) return [plan(CLOSING.test(key) ? 'close' : 'open', text)];
    if (key === 'channel') {
      const before = [...this.#endHead(), ...this.#endReasoning(text)];
      this.#head = { kind: 'channel', text: '' };
      return before;
    }
    if (key === 'message' || key === 'endheaderid') return this.#endHead();
    if (key === 'end' && this.#isReasoning) return this.#endReasoning(text);
    if (this.#hasBegun || !(HEADS.has(key) || OWN.has(key))) return [...this.#endReasoning(text), stop(text)];
    if (HEADS.has(key)) this.#head = { kind: LINE_HEADS.has(key) ? 'line' : 'role', text: '' };
    return [];
  }

  /** What was read of who speaks, or of the channel, decides how it goes on. */
  #endHead(): ReplyToken[] {
    const head = this.#head;
    this.#head = null;
    const name = head?.text.trim().toLowerCase() ?? '';
    if (head?.kind === 'channel') {
      this.#isReasoning = !name.startsWith('final');
      return this.#isReasoning ? [plan('open', '')] : [];
    }
    return OTHERS.has(name) ? [stop('')] : [];
  }

  #endReasoning(text: string): ReplyToken[] {
    const wasReasoning = this.#isReasoning;
    this.#isReasoning = false;
    return wasReasoning ? [plan('close', text)] : [];
  }
}
