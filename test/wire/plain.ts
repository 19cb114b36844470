import { type Decoder, Schema } from '@colyseus/schema';

type Field = { name: string; type: unknown };

/**
 * What an official decoder holds, as JSON with defaults where nothing was sent: the form that the plugins show a state in.
 * Values that JSON or an engine's JSON reader would change are tagged, see `plainValue`.
 */
export const plainState = (decoder: Decoder): unknown => plainInstance(decoder.state);

function plainInstance(instance: object): Record<string, unknown> {
  const plain: Record<string, unknown> = {};
  for (const { name, type } of fieldsOf(instance))
    plain[name] = plainField((instance as Record<string, unknown>)[name], type);
  return plain;
}

function fieldsOf(instance: object): Field[] {
  const metadata = (instance.constructor as typeof Schema)[Symbol.metadata] as Record<number, Field>;
  const fields: Field[] = [];
  for (let index = 0; metadata[index] !== undefined; index += 1) fields.push(metadata[index]!);
  return fields;
}

function plainField(value: unknown, type: unknown): unknown {
  if (typeof type === 'string') return plainValue(value ?? defaultOf(type));
  if (Schema.is(type as never)) return value == null ? null : plainInstance(value as object);
  const [kind] = Object.keys(type as object);
  if (kind === 'map') {
    const entries = value == null ? [] : [...(value as Map<string, unknown>).entries()];
    return Object.fromEntries(entries.map(([key, entry]) => [key, plainEntry(entry)]));
  }
  return value == null ? [] : [...(value as unknown[])].map(plainEntry);
}

const plainEntry = (entry: unknown): unknown =>
  entry instanceof Schema ? plainInstance(entry) : plainValue(entry);

const defaultOf = (primitive: string): unknown =>
  primitive === 'string' ? '' : primitive === 'boolean' ? false : 0;

/**
 * JSON for a value of the wire. Tagged are: `{ $int }`, the digits of a 64-bit integer; `{ $uint, $float }`, those of one beyond
 * 2^63 - 1, and the nearest double; `{ $float }`, the 8 bytes of a double as hex, the highest first; `{ $utf8 }`, base64 of a
 * text with NUL in it; `{ $bytes }`, base64; `{ $map }`, a list of entries.
 */
export function plainValue(value: unknown): unknown {
  if (typeof value === 'bigint')
    return value < 2n ** 63n
      ? { $int: String(value) }
      : { $uint: String(value), $float: hexOf(Number(value)) };
  if (typeof value === 'number')
    return Number.isSafeInteger(value) && !Object.is(value, -0) ? value : { $float: hexOf(value) };
  if (typeof value === 'string')
    return value.includes('\0') ? { $utf8: Buffer.from(value).toString('base64') } : value;
  if (value === undefined || value === null || typeof value === 'boolean') return value ?? null;
  if (value instanceof Uint8Array) return { $bytes: Buffer.from(value).toString('base64') };
  if (Array.isArray(value)) return value.map(plainValue);
  return { $map: Object.entries(value).map(([key, entry]) => [plainValue(key), plainValue(entry)]) };
}

function hexOf(value: number): string {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleBE(value);
  return bytes.toString('hex');
}
