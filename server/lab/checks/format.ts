import type { Layer } from '../../../schemas/layers.ts';
import { TagStream, type Token } from '../../her/tag-stream.ts';
import type { LayerTag } from '../../her/tags.ts';
import type { Finding } from './check.ts';
import { counted, found } from './rules.ts';
import type { Turn } from './turn.ts';

type Faults = Record<
  'unclosed' | 'nested' | 'stray-end' | 'broken-tag' | 'unknown-tag' | 'adjacent' | 'space' | 'empty',
  string[]
>;
type Element = { layer: Layer; text: string; children: string[] };

/** The grammar of HER's form (arXiv 2601.21459), by the text as the model wrote it. */
export function format({ raw, plan, reply }: Turn): Finding[] {
  if (raw === undefined) return [];
  const { faults, elements } = read(raw);
  const plans = elements.filter(({ layer }) => layer === 'system_thinking');
  const findings = (Object.keys(faults) as (keyof Faults)[]).flatMap((name) =>
    counted(`format.${name}`, faults[name]),
  );
  const expectsPlan = plan !== undefined && plan !== 'off';
  if (plans.length > 1) findings.push(found('format.second-plan', plans.length, plans[1]!.text));
  else if (plans.length === 1 && elements[0] !== plans[0])
    findings.push(found('format.order', 1, elements[0]!.text));
  else if (plans.length === 0 && expectsPlan && reply.all('system_thinking').length === 0)
    findings.push(found('format.no-plan', 1, raw));
  if (reply.all('speech', 'role_action', 'game_action').every((text) => text.trim() === ''))
    findings.push(found('format.mute', 1, raw));
  return findings;
}

/** The elements at the outermost level in their order, and what is wrong with them. */
function read(raw: string): { faults: Faults; elements: Element[] } {
  const reader = new Reader();
  const stream = new TagStream();
  for (const token of [...stream.push(raw), ...stream.end()]) reader.token(token);
  return reader.end();
}

const IS_WHOLE = /[>＞\]］]$/;

class Reader {
  readonly #faults: Faults = {
    unclosed: [],
    nested: [],
    'stray-end': [],
    'broken-tag': [],
    'unknown-tag': [],
    adjacent: [],
    space: [],
    empty: [],
  };
  readonly #elements: Element[] = [];
  readonly #open: Element[] = [];
  /** The end tag that was just read, and the space behind it. */
  #behind: { tag: string; space: string } | null = null;
  /** A chat template's token, no fault where nothing follows it. */
  #control = '';

  token({ tag, text }: Token): void {
    if (text.trim() !== '' && this.#control !== '') this.#take('unknown-tag', this.#control);
    if (tag === null) this.#text(text);
    else if (tag.kind === 'control') this.#control = text;
    else if (!IS_WHOLE.test(text)) this.#broken(tag.kind === 'strip' ? null : tag, text);
    else if (tag.kind === 'strip' || tag.isWhole) this.#take('unknown-tag', text);
    else this.#layer(tag, text);
  }

  end(): { faults: Faults; elements: Element[] } {
    for (const { text, layer } of this.#open) this.#faults.unclosed.push(`${layer}: ${text}`);
    return { faults: this.#faults, elements: this.#elements };
  }

  #take(fault: keyof Faults, evidence: string): void {
    this.#faults[fault].push(evidence);
    this.#control = '';
  }

  /** A tag without its end: half a tag, but where it is a lone `<`, text. */
  #broken(tag: LayerTag | null, text: string): void {
    if (text.trim().length < 2) this.#text(text);
    else {
      this.#take('broken-tag', text);
      if (tag) this.#layer(tag, text);
    }
  }

  #text(text: string): void {
    const open = this.#open.at(-1);
    if (open) open.text += text;
    else if (text.trim() === '') {
      if (this.#behind) this.#behind.space += text;
    } else {
      this.#noteSpace(/^\s/.test(text), text);
      const last = this.#elements.at(-1);
      if (last?.layer === 'speech') last.text += text;
      else this.#elements.push({ layer: 'speech', text: text.trim(), children: [] });
    }
  }

  #noteSpace(isSpaced: boolean, next: string): void {
    if (this.#behind && (isSpaced || this.#behind.space !== ''))
      this.#faults.space.push(`${this.#behind.tag}${this.#behind.space}${next}`);
    this.#behind = null;
  }

  #layer(tag: LayerTag, text: string): void {
    // Nobody asks for these, everybody reads them: what they hold is speech.
    if (tag.layer === 'speech') return;
    if (tag.kind === 'open') this.#begin(tag, text);
    else this.#close(tag.layer, text);
  }

  #begin({ layer, family }: LayerTag, text: string): void {
    const outer = this.#open.at(-1);
    const element: Element = { layer, text: '', children: [] };
    if (outer) outer.children.push(text);
    else {
      this.#noteSpace(false, text);
      const last = this.#elements.at(-1);
      if (last?.layer === layer && (layer === 'role_thinking' || layer === 'role_action'))
        this.#faults.adjacent.push(`${layer}: ${last.text}`);
      // A model's native reasoning is no part of the form, and its plan may follow it.
      if (layer !== 'system_thinking' || family === 'her') this.#elements.push(element);
    }
    this.#open.push(element);
  }

  #close(layer: Layer, text: string): void {
    if (!this.#open.some((element) => element.layer === layer)) {
      this.#take('stray-end', text);
      return;
    }
    for (;;) {
      const element = this.#open.pop()!;
      if (element.layer !== layer) {
        this.#faults.unclosed.push(`${element.layer}: ${element.text}`);
        continue;
      }
      for (const child of element.children) this.#faults.nested.push(`${child} in ${layer}`);
      if (element.text.trim() === '' && element.children.length === 0) this.#faults.empty.push(text);
      break;
    }
    if (this.#open.length === 0) this.#behind = { tag: text, space: '' };
  }
}
