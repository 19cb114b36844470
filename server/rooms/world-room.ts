import { type AuthContext, type Client, Room } from '@colyseus/core';
import { Encoder, StateView } from '@colyseus/schema';
import { type ErrorCode, SoliloquyError } from '../../schemas/errors.ts';
import { CLIENT_MESSAGES, type ClientMessageType, type Join } from '../../schemas/messages.ts';
import { problemsOf } from '../../schemas/problems.ts';
import { WorldState } from '../../schemas/state.ts';
import type { World } from '../../schemas/world.ts';
import { COMMANDS } from '../world/commands.ts';
import type { InstanceEvent, Member, Role } from '../world/events.ts';
import type { Instance } from '../world/instance.ts';
import type { Log } from '../world/instance-parts.ts';
import { freeName } from '../world/names.ts';
import { arrive, leave } from '../world/presence.ts';
import {
  type Authenticate,
  assertIdentity,
  assertMayBeAt,
  type Identity,
  parseJoin,
  refuseJoin,
} from './auth.ts';
import { Broadcast, type Seat } from './broadcast.ts';
import { JoinLimit } from './join-limit.ts';
import { OpenInstances } from './open-instances.ts';
import { frameOf, Receipts, sendFrame } from './outbox.ts';
import { project } from './project.ts';
import { RateLimit } from './rate-limit.ts';

/** What a `world` room is built of: `app.ts` passes the real parts. */
export type WorldRoomParts = {
  open(world: string, instance: string): Promise<Instance>;
  authenticate: Authenticate;
  /** The worlds this server holds, as they are now; the first is the default. */
  worlds: ReadonlyMap<string, () => Pick<World, 'locations' | 'movement'>>;
  /** The instance that stays open without clients. */
  keeps?: { world: string; instance: string };
  log: Log;
  /** Instances open at once, beyond which players open no other. */
  maxInstances: number;
  /** Joins a minute of players from one address. */
  joinsPerMinute: number;
  /** Seconds a client that dropped may take to come back. */
  reconnectSeconds: number;
};

type RoomSeat = Seat & {
  readonly limit: RateLimit;
  /** When it was last told to slow down. */
  wasWarned: number;
};

/** Wrong tokens a minute from one address, beyond which it is asked for none: nobody guesses one. */
const WRONG_TOKENS_PER_MINUTE = 30;

/** Messages a second and at once, by role: the game's host speaks for many. */
const LIMITS: Record<Role, { perSecond: number; burst: number }> = {
  player: { perSecond: 10, burst: 30 },
  game: { perSecond: 200, burst: 400 },
  designer: { perSecond: 50, burst: 100 },
};

/**
 * Bytes that a room's whole state may take, some thousand facts or NPCs. Colyseus 0.18.17 goes on with the buffer it began with
 * when it outgrows that one, 16 KiB, and sends designers garbage for what was beyond. Memory is used as far as it is written.
 */
const MAX_STATE = 1024 * 1024;
Encoder.BUFFER_SIZE = Math.max(Encoder.BUFFER_SIZE, MAX_STATE);

/** Makes the room class around its parts: an adapter that checks, calls one function of the instance, and sends. */
export function worldRoom(parts: WorldRoomParts): (new () => Room) & { onAuth: typeof Room.onAuth } {
  const opened = new OpenInstances();
  const joins = new JoinLimit(parts.joinsPerMinute);
  const wrongTokens = new JoinLimit(WRONG_TOKENS_PER_MINUTE);
  return class WorldRoom extends Room {
    #instance!: Instance;
    #broadcast!: Broadcast<RoomSeat>;
    #isDirty = true;
    override state = new WorldState();

    /** Runs before match-making: checks the token and names the world and instance, so that filters find the right room. */
    static override async onAuth(
      token: string,
      options: Record<string, unknown>,
      { ip, headers }: AuthContext,
    ): Promise<Identity> {
      if (token && wrongTokens.isSpent(ip))
        throw refuseJoin(
          429,
          'too-many-joins',
          'too many wrong tokens came from this address; try again in a minute.',
        );
      const identity = await parts.authenticate(token || undefined, headers);
      if (!identity && token) wrongTokens.take(ip);
      if (!identity)
        throw refuseJoin(
          401,
          'bad-token',
          'the token is missing or wrong; use a token of this server, or none to join as a player.',
        );
      assertIdentity(identity);
      if (identity.role === 'player' && !joins.take(ip))
        throw refuseJoin(
          429,
          'too-many-joins',
          `at most ${parts.joinsPerMinute} joins a minute come from one address; try again in a while.`,
        );
      const names = [...parts.worlds.keys()];
      const { world = names[0]!, instance = 'main', location } = parseJoin(options);
      const content = parts.worlds.get(world)?.();
      if (!content)
        throw refuseJoin(
          404,
          'unknown-world',
          `this server has no world "${world}"; it has: ${names.join(', ')}.`,
        );
      if (location !== undefined) assertMayBeAt(location, content, world, identity);
      options.world = world;
      options.instance = instance;
      options.opener = identity.role;
      return identity;
    }

    /** `opener`: the role of the client that comes in first; absent where the server itself opens the room. */
    override async onCreate({ world, instance, opener }: { world: string; instance: string; opener?: Role }) {
      const open = () => parts.open(world, instance);
      const most = opener === 'player' ? parts.maxInstances : Number.POSITIVE_INFINITY;
      this.#instance = await opened.open(`${world}/${instance}`, open, most);
      this.#broadcast = new Broadcast(this.#instance, this.clients);
      this.#instance.listen((event) => this.#onEvent(event));
      this.autoDispose = !(parts.keeps?.world === world && parts.keeps.instance === instance);
      this.#project();
      // The clock of the world moves without anybody doing anything.
      this.clock.setInterval(() => {
        this.#instance.tick();
        this.#isDirty = true;
      }, 1000);
    }

    override onBeforePatch() {
      if (this.#isDirty) this.#project();
    }

    override async onJoin(client: Client, options: unknown) {
      const join = parseJoin(options);
      const identity = client.auth as Identity;
      const location = join.location ?? (identity.role === 'player' ? this.#instance.world.start : null);
      const player = personOf(client, join, identity);
      const member: Member = {
        id: client.sessionId,
        role: identity.role,
        player,
        name: freeName(this.#instance, join.name, player),
        location,
        isPlaced: join.location !== undefined,
        isAway: false,
        // The game and designers are the studio's own.
        hasConsented: identity.role !== 'player' || (identity.consent ?? join.consent ?? false),
      };
      const { perSecond, burst } = LIMITS[member.role];
      const limit = new RateLimit(perSecond, burst, () => performance.now());
      const receipts = new Receipts();
      receipts.listen(client);
      this.#broadcast.seats.set(client.sessionId, {
        member,
        place: location,
        receipts,
        wantsSentences: join.sentences ?? false,
        limit,
        wasWarned: 0,
        knows: new Set(),
      });
      this.#instance.members.set(member.id, member);
      this.#isDirty = true;
      if (member.role === 'designer') {
        client.view = new StateView();
        for (const npc of this.state.npcs.values()) client.view.add(npc);
      }
      await this.#broadcast.sendHistory(client);
      if (location === null) this.#broadcast.catchUp(client);
      else await this.#instance.change(() => arrive(this.#instance, member, location));
    }

    override async onDrop(client: Client) {
      const seat = this.#broadcast.seats.get(client.sessionId);
      if (seat) {
        this.#broadcast.drop(seat);
        seat.member.isAway = true;
      }
      // Refused when the time is up; Colyseus then calls onLeave.
      await this.allowReconnection(client, parts.reconnectSeconds).catch(() => {});
    }

    override async onReconnect(client: Client) {
      const seat = this.#broadcast.seats.get(client.sessionId);
      if (seat) {
        seat.member.isAway = false;
        seat.receipts.listen(client);
      }
      await this.#broadcast.welcomeBack(client);
    }

    override async onLeave(client: Client) {
      this.#broadcast.seats.delete(client.sessionId);
      this.#isDirty = true;
      await leave(this.#instance, client.sessionId);
    }

    override async onDispose() {
      // Absent where it could not be opened.
      if (this.#instance) await opened.close(this.#instance);
    }

    /** Without this, whatever a handler throws takes the whole process down. */
    override onUncaughtException(error: Error, methodName: string) {
      parts.log.error({ err: error, methodName }, 'a room handler failed');
    }

    override messages = {
      ...Object.fromEntries(
        (Object.keys(CLIENT_MESSAGES) as ClientMessageType[]).map((type) => [
          type,
          (client: Client, message: unknown, context?: Request) =>
            this.#receive(type, client, message, context),
        ]),
      ),
      // Messages only: Colyseus itself rejects a request of unknown type, as `no_handler`.
      '*': (client: Client, type: unknown, message: unknown) =>
        this.#receive(
          typeof type === 'string' ? type : '*',
          client,
          message,
          isRequest(message) ? message : undefined,
        ),
    };

    /** Checks a message and runs its command: a request gets the answer or a rejection, a message gets nothing or `error`. */
    async #receive(
      type: string,
      client: Client,
      message: unknown,
      context: Request | undefined,
    ): Promise<unknown> {
      const seat = this.#broadcast.seats.get(client.sessionId);
      if (!seat) return undefined;
      try {
        if (!seat.limit.take())
          throw new SoliloquyError(
            'too-many-messages',
            `At most ${LIMITS[seat.member.role].perSecond} messages a second; slow down.`,
          );
        if (!isKnown(type))
          throw new SoliloquyError(
            'unknown-message',
            `There is no message "${type.slice(0, 40)}"; docs/protocol.md lists them.`,
          );
        const { schema, roles } = CLIENT_MESSAGES[type];
        if (!this.#isAllowed(type, roles, seat.member))
          throw new SoliloquyError('not-allowed', `A ${seat.member.role} may not send "${type}".`);
        const parsed = schema.safeParse(message);
        if (!parsed.success) throw new SoliloquyError('bad-message', problemsOf(parsed.error));
        const run = COMMANDS[type] as (instance: Instance, member: Member, message: unknown) => unknown;
        const answer = await this.#instance.change(() => run(this.#instance, seat.member, parsed.data));
        return typeof answer === 'function' ? await answer() : answer;
      } catch (error) {
        const { code, message: sentence } = this.#describe(error, type);
        if (context?.id !== undefined) return context.reject({ code, message: sentence });
        if (code === 'too-many-messages' && performance.now() - seat.wasWarned < 1000) return undefined;
        if (code === 'too-many-messages') seat.wasWarned = performance.now();
        return this.#refuse(client, code, sentence, refOf(message));
      }
    }

    #isAllowed(type: ClientMessageType, roles: 'any' | 'trusted' | 'designer', { role }: Member): boolean {
      if (roles === 'any' || role === 'designer') return true;
      if (roles === 'designer') return false;
      return role === 'game' || (this.#instance.world.playersMay as readonly string[]).includes(type);
    }

    #describe(error: unknown, type: string): { code: ErrorCode; message: string } {
      if (error instanceof SoliloquyError) return error;
      parts.log.error({ err: error, type }, 'a message could not be handled');
      return {
        code: 'internal',
        message: 'Something failed on the server; its log says what. Nothing was changed.',
      };
    }

    #onEvent(event: InstanceEvent): void {
      if (event.kind !== 'changed') return this.#broadcast.tell(event);
      this.#isDirty = true;
      if (event.isUrgent) this.broadcastPatch();
    }

    #project(): void {
      this.#isDirty = false;
      project(this.#instance, this.state, (npc) => {
        for (const client of this.clients) client.view?.add(npc);
      });
    }

    #refuse(client: Client, code: ErrorCode, message: string, ref?: string): void {
      sendFrame(client, frameOf('error', { code, message, ...(ref !== undefined && { ref }) }), 'other');
    }
  };
}

/**
 * Under what NPCs remember this person. Each kind of id has a space of its own: session ids are public, and whoever named
 * one as its own id would be taken for that person.
 */
const personOf = ({ sessionId }: Client, { player }: Join, identity: Identity): string => {
  if (identity.player !== undefined) return `user:${identity.player}`;
  return player === undefined ? `session:${sessionId}` : `client:${player}`;
};

type Request = { id: number | undefined; reject(reason: { code: string; message: string }): unknown };

const isRequest = (context: unknown): context is Request =>
  typeof context === 'object' && context !== null && typeof (context as Request).reject === 'function';

const refOf = (message: unknown): string | undefined =>
  typeof message === 'object' && message !== null && 'ref' in message && typeof message.ref === 'string'
    ? message.ref.slice(0, 64)
    : undefined;

const isKnown = (type: string): type is ClientMessageType => Object.hasOwn(CLIENT_MESSAGES, type);
