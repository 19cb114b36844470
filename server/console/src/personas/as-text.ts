import { PARTS } from './part-names.ts';

/** Any value of a persona as text that one can read and compare. */
export function asText(value: unknown): string {
  if (value === undefined || value === null) return '';
  if (Array.isArray(value)) {
    const isPlain = value.every((entry) => typeof entry !== 'object');
    return value
      .map((entry) => (isPlain ? `– ${asText(entry)}` : asText(entry)))
      .join(isPlain ? '\n' : '\n\n');
  }
  if (typeof value !== 'object') return String(value);
  return Object.entries(value)
    .map(([key, inner]) => {
      const text = asText(inner);
      return `${PARTS[key] ?? key}:${text.includes('\n') ? '\n' : ' '}${text}`;
    })
    .join('\n');
}
