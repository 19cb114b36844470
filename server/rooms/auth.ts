import { timingSafeEqual } from 'node:crypto';
import { ServerError } from '@colyseus/core';
import { z } from 'zod';
import { CONSOLE_SESSION } from '../../schemas/console/server.ts';
import type { ErrorCode } from '../../schemas/errors.ts';
import { Join } from '../../schemas/messages.ts';
import { problemsOf } from '../../schemas/problems.ts';
import type { World } from '../../schemas/world.ts';
import type { Role } from '../world/events.ts';

/**
 * Who a token speaks for. `player`, of 1 to 128 characters that are no control characters, overrides the id that the client keeps, `consent` what it
 * says of training models.
 */
export type Identity = { role: Role; player?: string; consent?: boolean };

/** The tokens of this server. Without `player`, a client without a token is a player. */
export type Tokens = { designer?: string; game?: string; player?: string };

/** Decides who a token speaks for; undefined refuses it. A studio can pass its own. `headers`: those of the match-making request. */
export type Authenticate = (
  token: string | undefined,
  headers: Headers,
) => Identity | undefined | Promise<Identity | undefined>;

/** The default: compares with the configured tokens. */
export const authenticateBy =
  (tokens: Tokens): Authenticate =>
  (token) => {
    if (token && tokens.designer && same(token, tokens.designer)) return { role: 'designer' };
    if (token && tokens.game && same(token, tokens.game)) return { role: 'game' };
    if (tokens.player === undefined) return token ? undefined : { role: 'player' };
    return token && same(token, tokens.player) ? { role: 'player' } : undefined;
  };

/**
 * Lets the console's pages in as designers by their cookie, and by nothing else. They ask for it: a game's page of the same
 * origin, in the browser of somebody who is signed in, goes on being a player's.
 */
export const orBySession =
  (authenticate: Authenticate, isSignedIn: (headers: Headers) => boolean): Authenticate =>
  (token, headers) => {
    if (token !== CONSOLE_SESSION) return authenticate(token, headers);
    return isSignedIn(headers) ? { role: 'designer' } : undefined;
  };

function same(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}

/** Refuses a join with an HTTP status and a sentence that begins with its code. */
export const refuseJoin = (status: number, code: ErrorCode, message: string): ServerError =>
  new ServerError(status, `${code}: ${message}`);

/** Reads join options; throws the refusal that says what is wrong with them. */
export function parseJoin(options: unknown): Join {
  const join = Join.safeParse(options ?? {});
  if (!join.success) throw refuseJoin(400, 'bad-join', problemsOf(join.error));
  const { protocol = 1 } = join.data;
  if (protocol !== 1)
    throw refuseJoin(
      426,
      'wrong-protocol',
      `this server speaks protocol 1, the client asks for ${protocol}; update the plugin or the server.`,
    );
  return join.data;
}

const PlayerId = z
  .string()
  .min(1)
  .max(128)
  .regex(/^[^\p{Cc}\p{Cs}]*$/u);

/** Throws the refusal of a join of somebody whom NPCs could not remember under the id that they were given. */
export function assertIdentity({ player }: Identity): void {
  if (player === undefined || PlayerId.safeParse(player).success) return;
  throw refuseJoin(
    400,
    'bad-join',
    `the id that "authenticate" gave this player (${String(player).length} characters) cannot be kept; expected 1 to 128 characters, none of them a control character.`,
  );
}

/** Throws the refusal of a join at a place that is not there, or that is not for a player to choose. */
export function assertMayBeAt(
  location: string,
  { locations, movement }: Pick<World, 'locations' | 'movement'>,
  world: string,
  { role }: Identity,
): void {
  if (!Object.hasOwn(locations, location))
    throw refuseJoin(
      404,
      'unknown-location',
      `there is no location "${location}" in ${world}; there are: ${Object.keys(locations).join(', ')}.`,
    );
  if (movement === 'game' && role === 'player')
    throw refuseJoin(
      403,
      'not-allowed',
      `in ${world} only the game moves players (movement: game in world.yaml); leave "location" out.`,
    );
}
