import type { ConsoleServer } from './server.ts';

/**
 * One endpoint of the console's API, below `/console/api/`. What it takes goes into the `:fields` of its path, the rest into
 * the query (GET, DELETE) or a JSON body (POST, PUT). Its types exist for the compiler alone.
 */
export type Route<Input, Answer> = {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  path: string;
  readonly types?: { input: Input; answer: Answer };
};

/** Answers as a stream of JSON lines, one `Item` each. */
export type Streamed<Item> = { readonly item: Item };

/** Answers with a file to be kept. */
export type Download = { readonly download: true };

const route = <Input extends object, Answer>(
  method: Route<Input, Answer>['method'],
  path: string,
): Route<Input, Answer> => ({ method, path });

/** Every endpoint, by the name that the console and its handler know it by. */
export const ROUTES = {
  /** What the server is and which instances are open. */
  'server.read': route<Record<never, never>, ConsoleServer>('GET', 'server'),
};

export type Routes = typeof ROUTES;
export type RouteName = keyof Routes;
export type InputOf<Name extends RouteName> = NonNullable<Routes[Name]['types']>['input'];
export type AnswerOf<Name extends RouteName> = NonNullable<Routes[Name]['types']>['answer'];
