import { type AuthContext, type Client, Room } from '@colyseus/core';
import { StateView } from '@colyseus/schema';
import { z } from 'zod';
import { type ErrorCode, SoliloquyError } from '../../schemas/errors.ts';
import {
  CLIENT_MESSAGES,
  type ClientMessageType,
  type Join,
  type ServerMessages,
} from '../../schemas/messages.ts';
import { WorldState } from '../../schemas/state.ts';
import type { TurnEvent } from '../dialogue/turn.ts';
import { arrive, COMMANDS } from '../world/commands.ts';
import { type Earshot, type InstanceEvent, type Member, perceives } from '../world/events.ts';
import type { Instance, Log } from '../world/instance.ts';
import { historyLine, maySee, viewerOf, visibleSpans } from './audience.ts';
import { type Authenticate, type Identity, parseJoin, refuseJoin } from './auth.ts';
import { DeltaMerger, frameOf, sendFrame } from './outbox.ts';
import { project } from './project.ts';
import { RateLimit } from './rate-limit.ts';

/** What a `world` room is built of: `app.ts` passes the real parts. */
export type WorldRoomParts = {
  open(world: string, instance: string): Promise<Instance>;
  authenticate: Authenticate;
  /** Names of the worlds this server holds; the first is the default. */
  worlds: readonly string[];
  /** The instance that stays open without clients. */
  keeps?: { world: string; instance: string };
  log: Log;
  /** Seconds a client that dropped may take to come back. */
  reconnectSeconds: number;
};

type Seat = {
  member: Member;
  wantsSentences: boolean;
  limit: RateLimit;
  wasWarned: number;
  knows: Set<string>;
};

const HISTORY_LINES = 20;
const MESSAGES_PER_SECOND = 10;
const MESSAGES_BURST = 30;

/** Makes the room class around its parts: an adapter that checks, calls one function of the instance, and sends. */
export const worldRoom = (parts: WorldRoomParts): (new () => Room) & { onAuth: typeof Room.onAuth } =>
  class WorldRoom extends Room {
    #instance!: Instance;
    #isDirty = true;
    readonly #seats = new Map<string, Seat>();
    readonly #deltas = new DeltaMerger((delta) => this.#sendDelta(delta));
    override state = new WorldState();

    /** Runs before match-making: checks the token and names the world and instance, so that filters find the right room. */
    static override async onAuth(
      token: string,
      options: Record<string, unknown>,
      _context: AuthContext,
    ): Promise<Identity> {
      const identity = await parts.authenticate(token || undefined);
      if (!identity)
        throw refuseJoin(
          401,
          'bad-token',
          'the token is missing or wrong; use a token of this server, or none to join as a player.',
        );
      const { world = parts.worlds[0]!, instance = 'main' } = parseJoin(options);
      if (!parts.worlds.includes(world))
        throw refuseJoin(
          404,
          'unknown-world',
          `this server has no world "${world}"; it has: ${parts.worlds.join(', ')}.`,
        );
      options.world = world;
      options.instance = instance;
      return identity;
    }

    override async onCreate({ world, instance }: { world: string; instance: string }) {
      this.#instance = await parts.open(world, instance);
      this.#instance.listen((event) => this.#onEvent(event));
      this.autoDispose = !(parts.keeps?.world === world && parts.keeps.instance === instance);
      this.#project();
      // The clock of the world moves without anybody doing anything.
      this.clock.setInterval(() => {
        this.#isDirty = true;
      }, 1000);
    }

    override onBeforePatch() {
      if (this.#isDirty) this.#project();
    }

    override async onJoin(client: Client, options: unknown) {
      const join = parseJoin(options);
      const identity = client.auth as Identity;
      const location = this.#placeOf(join, identity);
      const member: Member = {
        id: client.sessionId,
        role: identity.role,
        player: identity.player ?? join.player ?? client.sessionId,
        name: this.#uniqueName(join.name),
        location,
        isPlaced: join.location !== undefined,
      };
      const limit = new RateLimit(MESSAGES_PER_SECOND, MESSAGES_BURST, () => performance.now());
      this.#seats.set(client.sessionId, {
        member,
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
      await this.#sendHistory(client);
      if (location === null) this.#catchUp(client);
      else await arrive(this.#instance, member, location);
    }

    override async onDrop(client: Client) {
      this.#seats.get(client.sessionId)?.knows.clear();
      // Refused when the time is up; Colyseus then calls onLeave.
      await this.allowReconnection(client, parts.reconnectSeconds).catch(() => {});
    }

    override async onReconnect(client: Client) {
      await this.#sendHistory(client);
      this.#catchUp(client);
    }

    override onLeave(client: Client) {
      this.#seats.delete(client.sessionId);
      this.#instance.members.delete(client.sessionId);
      this.#isDirty = true;
    }

    override async onDispose() {
      await this.#instance.close();
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
      '*': (client: Client, type: string | number) =>
        this.#refuse(
          client,
          'unknown-message',
          `There is no message "${String(type).slice(0, 40)}"; docs/protocol.md lists them.`,
        ),
    };

    /** Checks a message and runs its command: a request gets the answer or a rejection, a message gets nothing or `error`. */
    async #receive(
      type: ClientMessageType,
      client: Client,
      message: unknown,
      context: Request | undefined,
    ): Promise<unknown> {
      const seat = this.#seats.get(client.sessionId);
      if (!seat) return undefined;
      try {
        if (!seat.limit.take())
          throw new SoliloquyError(
            'too-many-messages',
            `At most ${MESSAGES_PER_SECOND} messages a second; slow down.`,
          );
        const { schema, roles } = CLIENT_MESSAGES[type];
        if (!this.#isAllowed(type, roles, seat.member))
          throw new SoliloquyError('not-allowed', `A ${seat.member.role} may not send "${type}".`);
        const parsed = schema.safeParse(message);
        if (!parsed.success) throw new SoliloquyError('bad-message', z.prettifyError(parsed.error));
        const run = COMMANDS[type] as (instance: Instance, member: Member, message: unknown) => unknown;
        return await run(this.#instance, seat.member, parsed.data);
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

    #refuse(client: Client, code: ErrorCode, message: string, ref?: string): void {
      sendFrame(client, frameOf('error', { code, message, ...(ref !== undefined && { ref }) }), 'other');
    }

    #placeOf(join: Join, { role }: Identity): string | null {
      if (join.location !== undefined) {
        if (!this.#instance.world.locations[join.location])
          throw refuseJoin(
            404,
            'unknown-location',
            `there is no location "${join.location}"; there are: ${Object.keys(this.#instance.world.locations).join(', ')}.`,
          );
        return join.location;
      }
      return role === 'player' ? this.#instance.world.start : null;
    }

    /** A name nobody else bears: "Ash (2)"; never an NPC's, nor one with a meaning in the prompt. */
    #uniqueName(name: string): string {
      const taken = new Set(
        [
          'Environment',
          'Narrator',
          ...[...this.#instance.npcs.values()].map((npc) => npc.persona.name),
          ...[...this.#instance.members.values()].map((member) => member.name),
        ].map((other) => other.toLowerCase()),
      );
      for (let count = 1; ; count += 1) {
        const candidate = count === 1 ? name : `${name} (${count})`;
        if (!taken.has(candidate.toLowerCase())) return candidate;
      }
    }

    // --- what the world tells, to those who may see it ---

    #onEvent(event: InstanceEvent): void {
      switch (event.kind) {
        case 'heard':
          return this.#sendHeard(event);
        case 'turn':
          return this.#sendTurn(event.event, event.earshot);
        case 'retracted':
          this.#deltas.end(event.turn);
          this.#earshots.delete(event.turn);
          for (const { knows } of this.#seats.values()) knows.delete(event.turn);
          return this.#sendTo(() => true, 'turn.retracted', { turn: event.turn });
        case 'reloaded':
          for (const client of this.clients) void this.#sendHistory(client);
          return;
        case 'moved': {
          const client = this.clients.getById(event.member.id);
          if (client) this.#catchUp(client);
          return;
        }
        case 'changed':
          this.#isDirty = true;
          if (event.isUrgent) this.broadcastPatch();
      }
    }

    #project(): void {
      this.#isDirty = false;
      project(this.#instance, this.state, (npc) => {
        for (const client of this.clients) client.view?.add(npc);
      });
    }

    #sendTo<T extends keyof ServerMessages>(
      may: (seat: Seat) => boolean,
      type: T,
      message: ServerMessages[T],
      kind: 'delta' | 'other' = 'other',
    ): void {
      let frame: Uint8Array | undefined;
      for (const client of this.clients) {
        const seat = this.#seats.get(client.sessionId);
        if (!seat || !may(seat)) continue;
        frame ??= frameOf(type, message);
        sendFrame(client, frame, kind);
      }
    }

    #sendHeard({ line, ref, earshot }: Extract<InstanceEvent, { kind: 'heard' }>): void {
      const textOf = (layer: string) => line.spans.find((span) => span.layer === layer)?.text;
      const action = textOf('role_action');
      const message = {
        line: line.id,
        from: line.from,
        text: textOf('speech') ?? '',
        ...(action !== undefined && { action }),
        ...(line.to !== undefined && { to: line.to }),
        ...(line.whisper && { whisper: true }),
      };
      const isSpeaker = ({ member }: Seat) => line.from === `player:${member.id}`;
      this.#sendTo((seat) => isSpeaker(seat), 'heard', { ...message, ...(ref !== undefined && { ref }) });
      this.#sendTo((seat) => !isSpeaker(seat) && perceives(seat.member, earshot), 'heard', message);
    }

    #sendTurn(event: TurnEvent, earshot: Earshot): void {
      const { turn } = event;
      const { innerVoice } = this.#instance.world;
      switch (event.kind) {
        case 'start': {
          this.#earshots.set(turn, earshot);
          const { kind: _, whisper, ...start } = event;
          const message = { ...start, ...(whisper && { whisper }) };
          for (const seat of this.#seats.values()) if (perceives(seat.member, earshot)) seat.knows.add(turn);
          return this.#sendTo((seat) => seat.knows.has(turn), 'turn.start', message);
        }
        case 'delta': {
          const { kind: _, ...delta } = event;
          return this.#deltas.push(delta);
        }
        case 'sentence':
          this.#deltas.flush(turn);
          return this.#sendTo(
            (seat) => seat.wantsSentences && seat.knows.has(turn) && perceives(seat.member, earshot),
            'turn.sentence',
            { turn, span: event.span, text: event.text },
          );
        case 'end': {
          this.#deltas.end(turn);
          this.#earshots.delete(turn);
          for (const viewer of ['player', 'player-inner', 'game', 'designer'] as const) {
            const spans = visibleSpans(event.spans, viewer);
            this.#sendTo(
              (seat) => seat.knows.has(turn) && viewerOf(seat.member, innerVoice) === viewer,
              'turn.end',
              {
                turn,
                npc: event.npc,
                status: event.status,
                spans,
              },
            );
          }
          for (const seat of this.#seats.values()) seat.knows.delete(turn);
        }
      }
    }

    readonly #earshots = new Map<string, Earshot>();

    #sendDelta(delta: ServerMessages['turn.delta']): void {
      const earshot = this.#earshots.get(delta.turn);
      if (!earshot) return;
      const { innerVoice } = this.#instance.world;
      this.#sendTo(
        (seat) => seat.knows.has(delta.turn) && maySee(seat.member, delta.layer, earshot, innerVoice),
        'turn.delta',
        delta,
        'delta',
      );
    }

    /** Tells a client of the turns under way that it may perceive and does not know of: as if it had been there. */
    #catchUp(client: Client): void {
      const seat = this.#seats.get(client.sessionId);
      if (!seat) return;
      for (const { turn, earshot } of this.#instance.running()) {
        const { id, npc, to, whisper, replaces } = turn.options;
        if (seat.knows.has(id) || !this.#earshots.has(id) || !perceives(seat.member, earshot)) continue;
        this.#deltas.flush(id);
        seat.knows.add(id);
        const start = {
          turn: id,
          npc,
          ...(to !== undefined && { to }),
          ...(whisper && { whisper }),
          ...(replaces !== undefined && { replaces }),
        };
        sendFrame(client, frameOf('turn.start', start), 'other');
        for (const span of visibleSpans(turn.spans, viewerOf(seat.member, this.#instance.world.innerVoice)))
          sendFrame(client, frameOf('turn.delta', { turn: id, ...span }), 'other');
      }
    }

    async #sendHistory(client: Client): Promise<void> {
      const seat = this.#seats.get(client.sessionId);
      if (!seat) return;
      const { member } = seat;
      const viewer = viewerOf(member, this.#instance.world.innerVoice);
      const lines = await this.#instance.linesOf({ player: member.player }, HISTORY_LINES);
      const visible = lines.map((line) => historyLine(line, viewer)).filter((line) => line.spans.length > 0);
      sendFrame(client, frameOf('history', { lines: visible }), 'other');
    }
  };

type Request = { id: number | undefined; reject(reason: { code: string; message: string }): unknown };

const refOf = (message: unknown): string | undefined =>
  typeof message === 'object' && message !== null && 'ref' in message && typeof message.ref === 'string'
    ? message.ref.slice(0, 64)
    : undefined;
