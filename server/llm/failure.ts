import { APIConnectionError, APIError } from 'openai';
import { SoliloquyError } from '../../schemas/errors.ts';

export type Failure = {
  error: SoliloquyError;
  /** Whether the same call may succeed later. */
  isTransient: boolean;
  /** What the server asks to wait, in milliseconds. */
  retryAfterMs?: number;
};

export type Server = {
  baseUrl: string;
  model: string;
  apiKey?: string;
  /** What it is called, and its settings, by how they begin or by their names; default: the language model, `LLM`. */
  what?: string;
  settings?: string | SettingNames;
};

/** What a person sets for a server: its address, the model, the key. */
type SettingNames = { url: string; model: string; key: string };

/** What a server is called that nobody named otherwise. */
export const WHAT = 'language model';

/** An error of a call as a sentence that says what to do; it never holds the API key or credentials in the address. */
export function failureOf(thrown: unknown, server: Server): Failure {
  if (thrown instanceof SoliloquyError) return { error: thrown, isTransient: false };
  const { baseUrl, model, apiKey, what = WHAT, settings = 'LLM' } = server;
  const names = namesOf(settings);
  const where = addressOf(baseUrl, names);
  const said = redact(messageOf(thrown), apiKey);
  const fail = (code: 'model-refused' | 'model-unreachable', message: string): SoliloquyError =>
    new SoliloquyError(code, message, { cause: new Error(said) });

  if (thrown instanceof APIConnectionError) {
    const message = `The ${what} at ${where} cannot be reached (${said}): check that it runs, and ${names.url}.`;
    return { error: fail('model-unreachable', message), isTransient: true };
  }
  if (!(thrown instanceof APIError)) {
    const message = `The connection to the ${what} at ${where} broke off (${said}).`;
    return { error: fail('model-unreachable', message), isTransient: true };
  }
  const { status } = thrown;
  const refused = (message: string): Failure => ({
    error: fail('model-refused', message),
    isTransient: false,
  });
  if (status === 401 || status === 403) {
    return refused(`The ${what} at ${where} refused the key (HTTP ${status}): check ${names.key}.`);
  }
  if (status === 404) {
    return refused(
      `${where} knows no model "${model}", or is not the right address (HTTP 404): check ${names.model} and ${names.url}.`,
    );
  }
  if (status !== undefined && status < 500 && ![408, 409, 429].includes(status)) {
    return refused(
      `The ${what} at ${where} refused the call (${said}): check ${typeof settings === 'string' ? `the ${settings}_ settings` : `${names.model} and ${names.url}`}.`,
    );
  }
  const retryAfterMs = retryAfter(thrown.headers);
  const message = `The ${what} at ${where} ${status === 429 ? 'turns calls away' : 'fails'} (${said}): try again later.`;
  return {
    error: fail('model-unreachable', message),
    isTransient: true,
    ...(retryAfterMs !== undefined && { retryAfterMs }),
  };
}

const namesOf = (settings: string | SettingNames): SettingNames =>
  typeof settings === 'string'
    ? { url: `${settings}_BASE_URL`, model: `${settings}_MODEL`, key: `${settings}_API_KEY` }
    : settings;

/** Without credentials or query. */
function addressOf(baseUrl: string, { url }: SettingNames): string {
  if (!URL.canParse(baseUrl)) return url;
  const { origin, pathname } = new URL(baseUrl);
  return `${origin}${pathname}`;
}

/** The innermost cause says most: `connect ECONNREFUSED 127.0.0.1:8000`. */
function messageOf(thrown: unknown): string {
  // Its message quotes what the server sent, which may be what a character hides.
  if (thrown instanceof SyntaxError) return 'it sent something that is not JSON';
  if (!(thrown instanceof Error)) return String(thrown);
  if (thrown instanceof APIError && thrown.status !== undefined) return `HTTP ${thrown.message}`;
  if (thrown.cause instanceof Error) return messageOf(thrown.cause);
  return thrown.message || ('code' in thrown ? String(thrown.code) : thrown.name);
}

const MAX_SAID_CHARS = 240;

const redact = (text: string, apiKey?: string): string =>
  (apiKey ? text.replaceAll(apiKey, '***') : text).replaceAll(/\s+/g, ' ').trim().slice(0, MAX_SAID_CHARS);

function retryAfter(headers: Headers | undefined): number | undefined {
  const ms = Number.parseFloat(headers?.get('retry-after-ms') ?? '');
  if (ms >= 0) return ms;
  const value = headers?.get('retry-after');
  if (!value) return undefined;
  const seconds = Number(value);
  if (seconds >= 0) return seconds * 1000;
  const date = Date.parse(value);
  return Number.isNaN(date) ? undefined : Math.max(0, date - Date.now());
}
