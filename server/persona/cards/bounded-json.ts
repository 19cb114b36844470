import { SoliloquyError } from '../../../schemas/errors.ts';

/** A card's JSON may hold this many bytes. */
export const MAX_JSON_BYTES = 2 * 1024 * 1024;
/** Lists and objects within each other. Honest cards have about eight. */
const MAX_DEPTH = 64;

/**
 * Reads JSON of strangers. Throws `bad-content` when it is larger or more nested than a card may be, is not UTF-8 or no JSON,
 * or has a key `__proto__`. `where` names the place, as a sentence begins: "The file".
 */
export function boundedJson(bytes: Uint8Array, where: string): unknown {
  if (bytes.length > MAX_JSON_BYTES)
    throw bad(
      `${where} holds more than 2 MiB of JSON, more than a character needs; take pictures out of it.`,
    );
  const text = utf8(bytes, where);
  if (depthOf(text) > MAX_DEPTH)
    throw bad(`${where} nests lists and objects more than ${MAX_DEPTH} deep, which no character card does.`);
  try {
    return JSON.parse(text, (key, value: unknown) => {
      if (key === '__proto__')
        throw bad(`${where} has a key "__proto__", which no character card has; do not trust it.`);
      return value;
    });
  } catch (cause) {
    if (cause instanceof SoliloquyError) throw cause;
    throw new SoliloquyError(
      'bad-content',
      `${where} is cut off or damaged: it is not JSON. Export the character once more.`,
      { cause },
    );
  }
}

/** Text in UTF-8 without its byte order mark. Throws `bad-content` when it is none. */
export function utf8(bytes: Uint8Array, where: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new SoliloquyError('bad-content', `${where} is not text in UTF-8; save it in that encoding.`, {
      cause,
    });
  }
}

/** How deep the brackets outside of strings go. */
function depthOf(text: string): number {
  let [depth, deepest, isString] = [0, 0, false];
  for (let at = 0; at < text.length; at++) {
    const char = text[at];
    if (isString) {
      if (char === '\\') at++;
      else if (char === '"') isString = false;
    } else if (char === '"') isString = true;
    else if (char === '{' || char === '[') deepest = Math.max(deepest, ++depth);
    else if (char === '}' || char === ']') depth--;
  }
  return deepest;
}

const bad = (message: string) => new SoliloquyError('bad-content', message);
