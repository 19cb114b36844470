import { jsonrepair } from 'jsonrepair';
import { z } from 'zod';

/** What a model answered in JSON, checked; `isRepaired`: it had to be mended first. */
export type JsonAnswer<T> = { value: T; isRepaired: boolean } | { problem: string };

/** Longer answers are no answers. In characters. */
const MAX_CHARS = 200_000;

/**
 * Finds the JSON object or array that fits a schema in what a model wrote. Looked at, in this order: the whole answer, a json fence, any
 * fence, the last whole object, from the first brace to the last one, from the first brace on; then the same mended (quotes, commas, a
 * missing end). Never throws; what is wrong is told of the first place where there was any JSON.
 */
export function jsonFitting<T>(answer: string, schema: z.ZodType<T>): JsonAnswer<T> {
  if (answer.length > MAX_CHARS) return { problem: `it has more than ${MAX_CHARS} characters` };
  const body = answer.replace(/^[\s\S]*<\/(?:think|thinking|system_thinking)>/i, '').trim();
  if (!/[{[]/.test(body)) return { problem: body === '' ? 'it is empty' : 'no JSON stands in it' };
  const places = [...new Set(placesIn(body))];
  let problem: string | undefined;
  for (const isRepaired of [false, true])
    for (const text of places) {
      const value = parsed(text, isRepaired);
      if (value === undefined) continue;
      const checked = schema.safeParse(value);
      if (checked.success) return { value: checked.data, isRepaired };
      problem ??= z.prettifyError(checked.error).replaceAll(/\s+/g, ' ').slice(0, 400);
    }
  return { problem: problem ?? 'its JSON is broken beyond mending' };
}

function placesIn(body: string): string[] {
  const start = body.search(/[{[]/);
  const end = Math.max(body.lastIndexOf('}'), body.lastIndexOf(']'));
  return [
    ...(start === 0 ? [body] : []),
    ...[...body.matchAll(/```json\s*([\s\S]*?)```/gi)].map(([, text]) => text!),
    ...[...body.matchAll(/```\w*\s*([\s\S]*?)```/g)].map(([, text]) => text!),
    ...lastBalanced(body),
    ...(end > start ? [body.slice(start, end + 1)] : []),
    ...firstBalanced(body, start),
    // Cut off before its end.
    body.slice(start),
  ];
}

/** The last object whose braces match, read backwards; strings are not looked into. */
function lastBalanced(body: string): string[] {
  const end = body.lastIndexOf('}');
  let depth = 0;
  for (let at = end; at >= 0; at -= 1) {
    if (body[at] === '}') depth += 1;
    if (body[at] === '{') depth -= 1;
    if (depth === 0) return [body.slice(at, end + 1)];
  }
  return [];
}

/** From the first brace or bracket to where all that was opened is closed, outside strings. */
function firstBalanced(body: string, start: number): string[] {
  let depth = 0;
  let isString = false;
  for (let at = start; at < body.length; at += 1) {
    const sign = body[at]!;
    if (isString) {
      if (sign === '\\') at += 1;
      else if (sign === '"') isString = false;
    } else if (sign === '"') isString = true;
    else if (sign === '{' || sign === '[') depth += 1;
    else if (sign === '}' || sign === ']') {
      depth -= 1;
      if (depth === 0) return [body.slice(start, at + 1)];
    }
  }
  return [];
}

/** Objects and arrays alone: a number or a string answers nothing. */
function parsed(text: string, isRepaired: boolean): unknown {
  try {
    const value: unknown = JSON.parse(isRepaired ? jsonrepair(text) : text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}
