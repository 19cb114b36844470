import { LRUCache } from 'lru-cache';
import { RateLimit } from './rate-limit.ts';

const MAX_ADDRESSES = 10_000;

/** Joins, or other tries, a minute from one address. Those from this machine itself are not counted, unless `isOwnCounted`. */
export class JoinLimit {
  readonly #perMinute: number;
  readonly #isOwnCounted: boolean;
  /** One unused for a minute is full again, so that it may go. */
  readonly #limits = new LRUCache<string, RateLimit>({
    max: MAX_ADDRESSES,
    ttl: 60_000,
    updateAgeOnGet: true,
  });

  constructor(perMinute: number, { isOwnCounted = false } = {}) {
    this.#perMinute = perMinute;
    this.#isOwnCounted = isOwnCounted;
  }

  /** Takes one join; false when that address has had as many as it may. */
  take(address: string | undefined): boolean {
    if (!address || this.#isFree(address)) return true;
    const network = networkOf(address);
    const limit =
      this.#limits.get(network) ??
      new RateLimit(this.#perMinute / 60, this.#perMinute, () => performance.now());
    this.#limits.set(network, limit);
    return limit.take();
  }

  /** Whether that address has had as many as it may. */
  isSpent(address: string | undefined): boolean {
    if (!address || this.#isFree(address)) return false;
    return this.#limits.get(networkOf(address))?.isSpent ?? false;
  }

  #isFree(address: string): boolean {
    return !this.#isOwnCounted && /^127\.|^::1$/.test(address);
  }
}

/** Of IPv6, the network of 64 bits: whoever has one address there has all of them. */
function networkOf(address: string): string {
  if (!address.includes(':') || address.includes('.')) return address;
  const [head = '', tail] = address.split('::');
  const groups = [head, tail ?? ''].map((part) => part.split(':').filter(Boolean));
  const zeros = tail === undefined ? 0 : 8 - groups.flat().length;
  return [...groups[0]!, ...Array<string>(Math.max(0, zeros)).fill('0'), ...groups[1]!].slice(0, 4).join(':');
}
