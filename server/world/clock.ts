import { readWorldTime } from '../../schemas/world-time.ts';

const DAY = 24 * 60;

/**
 * The in-world clock. A time such as "Day 3, 18:40" (or "18:40") moves with real time at `speed` world minutes per real
 * minute; any other text stands until someone changes it.
 */
export class WorldClock {
  readonly #speed: number;
  readonly #now: () => number;
  #text: string;
  #since: number;
  /** Whether somebody has set it, so that it no longer tells the time that its file had it begin with. */
  isSet: boolean;

  constructor(text: string, speed: number, now: () => number, isSet = false) {
    this.#text = text;
    this.#speed = speed;
    this.#now = now;
    this.#since = now();
    this.isSet = isSet;
  }

  set(text: string): void {
    this.#text = text;
    this.#since = this.#now();
    this.isSet = true;
  }

  /** Whether it moves by itself. */
  get isRunning(): boolean {
    return this.#speed > 0 && readWorldTime(this.#text) !== undefined;
  }

  get text(): string {
    const read = readWorldTime(this.#text);
    if (!read || this.#speed === 0) return this.#text;
    const { day, label, minutes } = read;
    const total = minutes + this.#elapsed;
    const clock = `${pad(Math.floor(total / 60) % 24)}:${pad(total % 60)}`;
    return day === undefined ? clock : `${label}${day + Math.floor(total / DAY)}, ${clock}`;
  }

  /** Minutes since midnight; undefined where the text tells no time. */
  get minuteOfDay(): number | undefined {
    const { minutes } = this;
    return minutes === undefined ? undefined : minutes % DAY;
  }

  /**
   * World minutes, by which durations are told: since the midnight before day 0 where days are counted, else since midnight.
   * Undefined where the text tells no time.
   */
  get minutes(): number | undefined {
    const read = readWorldTime(this.#text);
    return read && (read.day ?? 0) * DAY + read.minutes + this.#elapsed;
  }

  /** Whole world minutes since the time was set. */
  get #elapsed(): number {
    return Math.floor(((this.#now() - this.#since) / 60_000) * this.#speed);
  }
}

/** Minutes since midnight of a time such as `18:40`. */
export const minutesOf = (time: string): number => readWorldTime(time)!.minutes;

const pad = (value: number): string => String(value).padStart(2, '0');
