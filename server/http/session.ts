import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { isByHand, isSameOrigin } from './origin.ts';

const DAYS = 30;
const SECONDS = DAYS * 24 * 60 * 60;

/**
 * The sessions of the console, kept by the browsers: a cookie holds when it ends, signed with the designer token. So they
 * outlive a restart, another token ends all of them, and a cookie gives nobody the token.
 */
export class Sessions {
  /** Servers on one host share its cookies, whatever their ports: each token has a name of its own. */
  readonly cookieName: string;
  readonly #secret: string;
  readonly #now: () => number;

  constructor(secret: string, now: () => number = Date.now) {
    this.#secret = secret;
    this.#now = now;
    this.cookieName = `soliloquy-${this.#sign('cookie').slice(0, 8)}`;
  }

  /** The Set-Cookie that signs a browser in, for `path` and what is below. */
  start({ path, isSecure }: CookiePlace): string {
    const end = Math.floor(this.#now() / 1000) + SECONDS;
    const claim = `${end.toString(36)}.${randomBytes(9).toString('base64url')}`;
    return this.#cookie(`${claim}.${this.#sign(claim)}`, SECONDS, { path, isSecure });
  }

  /** The Set-Cookie that signs it out. */
  end(place: CookiePlace): string {
    return this.#cookie('', 0, place);
  }

  /** Whether a request comes from a page of this server in a browser that is signed in. */
  isSignedIn(headers: Headers): boolean {
    return (
      (isSameOrigin(headers) || isByHand(headers)) &&
      this.#values(headers).some((value) => this.#isValid(value))
    );
  }

  #values(headers: Headers): string[] {
    const prefix = `${this.cookieName}=`;
    const cookies = (headers.get('cookie') ?? '').split(';').map((cookie) => cookie.trim());
    return cookies.filter((cookie) => cookie.startsWith(prefix)).map((cookie) => cookie.slice(prefix.length));
  }

  #isValid(value: string): boolean {
    const [end = '', nonce = '', signature = ''] = value.split('.');
    const [given, right] = [Buffer.from(signature), Buffer.from(this.#sign(`${end}.${nonce}`))];
    if (given.length !== right.length || !timingSafeEqual(given, right)) return false;
    return Number.parseInt(end, 36) * 1000 > this.#now();
  }

  #sign(claim: string): string {
    return createHmac('sha256', this.#secret)
      .update(`soliloquy console session\n${claim}`)
      .digest('base64url');
  }

  #cookie(value: string, seconds: number, { path, isSecure }: CookiePlace): string {
    const secure = isSecure ? '; Secure' : '';
    return `${this.cookieName}=${value}; Path=${path}; Max-Age=${seconds}; HttpOnly; SameSite=Strict${secure}`;
  }
}

type CookiePlace = { path: string; isSecure: boolean };
