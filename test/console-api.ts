import {
  type AnswerOf,
  type InputOf,
  ROUTES,
  type RouteName,
  type Streamed,
} from '../schemas/console/routes.ts';
import { DESIGNER, type Game } from './game.ts';

/** What the server answered where it did not do as asked. */
export class Refused extends Error {
  readonly status: number;
  readonly answer: { code: string; message: string; details?: unknown };

  constructor(status: number, answer: Refused['answer']) {
    super(`${status} ${answer.code}: ${answer.message}`);
    this.status = status;
    this.answer = answer;
  }
}

/** The console's API, asked as a page that is signed in asks it. Rejects with `Refused`. */
export async function consoleOf({ url }: Pick<Game, 'url'>) {
  const json = { 'content-type': 'application/json' };
  const session = await fetch(`${url}/console/session`, {
    method: 'POST',
    headers: json,
    body: JSON.stringify({ token: DESIGNER, path: '/' }),
  });
  const cookie = session.headers.get('set-cookie')!.split(';')[0]!;
  const reach = (method: string, path: string, body?: object, signal?: AbortSignal): Promise<Response> =>
    fetch(`${url}/console/api/${path}`, {
      method,
      headers: { ...json, cookie },
      ...(body && { body: JSON.stringify(body) }),
      ...(signal && { signal }),
    });
  const send = async (name: RouteName, input: object, signal?: AbortSignal): Promise<Response> => {
    const { method, path } = ROUTES[name];
    const rest: Record<string, unknown> = { ...input };
    const filled = path.replaceAll(/:(\w+)/g, (_, field: string) => {
      const value = String(rest[field]);
      delete rest[field];
      return encodeURIComponent(value);
    });
    const isRead = method === 'GET' || method === 'DELETE';
    const query = isRead ? `?${new URLSearchParams(rest as Record<string, string>)}` : '';
    const response = await reach(method, `${filled}${query}`, isRead ? undefined : rest, signal);
    if (response.ok) return response;
    const said = await response.text();
    const isPage = response.headers.get('content-type')?.startsWith('text/html');
    throw new Refused(response.status, isPage ? { code: 'page', message: said } : JSON.parse(said));
  };
  return {
    ask: async <Name extends RouteName>(name: Name, input: InputOf<Name>): Promise<AnswerOf<Name>> =>
      (await (await send(name, input)).json()) as AnswerOf<Name>,
    text: async (name: RouteName, input: object): Promise<string> => (await send(name, input)).text(),
    /** Everything that a stream tells. */
    items: async <Name extends RouteName>(
      name: Name,
      input: InputOf<Name>,
    ): Promise<(AnswerOf<Name> extends Streamed<infer Item> ? Item : never)[]> =>
      (await (await send(name, input)).text())
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line)),
    send,
    /** What an address answers, whatever its status. */
    answered: async (method: string, path: string, body?: object) => {
      const response = await reach(method, path, body);
      return { status: response.status, answer: (await response.json()) as Record<string, unknown> };
    },
  };
}
