import type { Persona } from '../../../../schemas/persona.ts';
import { type FieldKey, type Path, SECTIONS } from './fields.ts';

/** A persona as it is being written, with the version that it began with. */
export type Draft = { base: number; persona: Persona };

type Fields = Record<string, unknown>;

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The value at a place; undefined where there is none. */
export const valueAt = (from: unknown, path: Path): unknown =>
  path.reduce<unknown>(
    (at, part) =>
      typeof at === 'object' && at !== null && Object.hasOwn(at, part)
        ? (at as Record<string | number, unknown>)[part]
        : undefined,
    from,
  );

/** A copy with another value at a place; undefined takes the place away. */
export function withValue<T>(from: T, [part, ...rest]: Path, value: unknown): T {
  if (part === undefined) return value as T;
  const inner = rest.length > 0 ? withValue(valueAt(from, [part]) ?? {}, rest, value) : value;
  if (Array.isArray(from)) return from.map((old, index) => (index === part ? inner : old)) as T;
  const { [part]: _, ...others } = from as Fields;
  if (inner === undefined) return others as T;
  // In its old place: the order of entries is what one sees.
  return (
    Object.hasOwn(from as Fields, part)
      ? Object.fromEntries(
          Object.entries(from as Fields).map(([key, old]) => [key, key === part ? inner : old]),
        )
      : { ...others, [part]: inner }
  ) as T;
}

/** As it is saved: texts without space around them, nothing that was left empty where it may be absent. */
export function cleaned(persona: Persona): Persona {
  const trimmed = trim(persona) as Fields;
  const { model, examples, secrets, taboo } = trimmed;
  const withWords = (entries: unknown) =>
    (entries as Fields[]).map((entry) => ({
      ...entry,
      keys: (entry.keys as string[]).filter((key) => key !== ''),
    }));
  return without(['portrait', 'language', 'voice'], {
    ...trimmed,
    model: without(Object.keys(model as Fields), model as Fields),
    examples: (examples as Fields[]).map((entry) => without(['cue', 'action', 'thought'], entry)),
    secrets: withWords(secrets),
    taboo: withWords(taboo),
  }) as Persona;
}

function trim(value: unknown): unknown {
  if (typeof value === 'string') return value.trim();
  if (Array.isArray(value)) return value.map(trim);
  if (!isFields(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, trim(inner)]));
}

const without = (keys: string[], fields: Fields): Fields =>
  Object.fromEntries(
    Object.entries(fields).filter(
      ([key, value]) => !keys.includes(key) || (value !== '' && value !== undefined),
    ),
  );

/** The fields in which two personas differ, in the order of the page. */
export const changedFields = (one: unknown, other: unknown): FieldKey[] =>
  SECTIONS.flatMap(({ fields }) => fields.map(({ key }) => key)).filter(
    (key) => !isSame(valueAt(one, [key]), valueAt(other, [key])),
  );

/** Whether two values say the same, whatever the order of their fields. */
export function isSame(one: unknown, other: unknown): boolean {
  if (Array.isArray(one) && Array.isArray(other))
    return one.length === other.length && one.every((value, index) => isSame(value, other[index]));
  if (!isFields(one) || !isFields(other)) return one === other;
  const keys = new Set([...Object.keys(one), ...Object.keys(other)]);
  return [...keys].every((key) => isSame(one[key], other[key]));
}

const keyOf = (world: string, id: string): string => `draft:${world}:${id}`;

/** What was kept of a draft in this browser. */
export function keptDraft(world: string, id: string): Draft | undefined {
  try {
    const kept = JSON.parse(localStorage.getItem(keyOf(world, id)) ?? 'null') as Draft | null;
    return typeof kept?.base === 'number' && isFields(kept.persona) ? kept : undefined;
  } catch {
    return undefined;
  }
}

/** Keeps a draft in this browser, or nothing any more; whether it could. */
export function keepDraft(world: string, id: string, draft: Draft | undefined): boolean {
  try {
    if (draft) localStorage.setItem(keyOf(world, id), JSON.stringify(draft));
    else localStorage.removeItem(keyOf(world, id));
    return true;
  } catch {
    return false;
  }
}
