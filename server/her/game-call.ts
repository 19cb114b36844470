const ATTRIBUTE = /([\p{L}_][\p{L}\p{N}_:.-]*)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'<>=]+))/gu;

/** A call as it is being read; `opening` is its tag, as written, `attributes` what of that had been read. */
export class GameCall {
  readonly #opening: string;
  readonly #attributes: string;
  body = '';

  constructor(opening: string, attributes: string) {
    this.#opening = opening;
    this.#attributes = attributes;
  }

  /**
   * The text of its span, once it has ended: `{"name":…,"args":{…}}` from `<game_action name="give">{"item":"key"}</game_action>`,
   * from attributes alone, or from a body that carries the name itself. What is none of these comes back as it was written,
   * and is no call; '' is nothing at all.
   */
  get whole(): string {
    const given = Object.fromEntries(
      [...this.#attributes.matchAll(ATTRIBUTE)].map(([, key, double, single, bare]) => [
        key!,
        double ?? single ?? bare ?? '',
      ]),
    );
    const { name, ...rest } = given;
    const content = this.body.trim();
    if (content === '') return name ? JSON.stringify({ name, args: rest }) : '';
    const value = parseObject(content);
    if (!value) return content;
    if (name) return JSON.stringify({ name, args: value });
    if (typeof value.name !== 'string') return content;
    return JSON.stringify({ name: value.name, args: isObject(value.args) ? value.args : {} });
  }

  /** The text of its span where it was cut off: as far as it was written, '' for a bare tag alone. It is no call, though its JSON may be whole. */
  get cut(): string {
    const isTagWhole = /[>＞]$/.test(this.#opening);
    if (isTagWhole && this.#attributes === '' && this.body.trim() === '') return '';
    const attributes = this.#attributes && ` ${this.#attributes}`;
    return `<game_action${attributes}${isTagWhole ? '>' : ''}${this.body}`.trim();
  }
}

const NAME = /\bname["']?\s*[=:]\s*(?:"([^"]*)"|'([^']*)'|([^\s"'<>=]+)(?=[\s>]))/u;
/** No JSON begins so, nor does what a whole call holds: there, such a tag would have ended it. */
const CUT = /^<game_action(?:[ >]|$)/;

/** A call that had been read to its end, as one that was cut off: the stream broke off, so that it goes nowhere. */
export const asCutCall = (text: string): string => (CUT.test(text) ? text : `<game_action>${text}`);

/** What the text of a span tells of a call that was cut off: its name, '' where that was not written yet; of any other undefined. */
export function readCutCall(text: string): { name: string } | undefined {
  if (!CUT.test(text)) return undefined;
  const [, double, single, bare] = NAME.exec(text) ?? [];
  return { name: double ?? single ?? bare ?? '' };
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
