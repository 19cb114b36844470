/** `label`: what stands before the number of the day. `minutes` since midnight. Without a day both of its fields are absent. */
export type WorldTime = { minutes: number } & (
  | { day: number; label: string }
  | { day?: never; label?: never }
);

const PATTERN = /^(?:(.*?)(\d+), )?(\d{1,2}):(\d{2})$/s;

/** Reads a time of the world such as "Day 3, 18:40", or "18:40"; undefined where a text tells none. */
export function readWorldTime(text: string): WorldTime | undefined {
  const found = PATTERN.exec(text);
  if (!found) return undefined;
  const [, label = '', day, hours, minute] = found;
  const minutes = Number(hours) * 60 + Number(minute);
  return day === undefined ? { minutes } : { minutes, day: Number(day), label };
}
