import { isDeepStrictEqual } from 'node:util';
import { LRUCache } from 'lru-cache';
import { SoliloquyError } from '../../schemas/errors.ts';
import type { ClientMessage, ServerMessages } from '../../schemas/messages.ts';
import type { NamedAction } from '../../schemas/world.ts';
import { neutralise } from '../her/neutralise.ts';
import { addressOf, type Earshot, type Member, perceives } from './events.ts';
import type { Instance } from './instance.ts';
import type { Npc } from './npc.ts';
import { newId } from './record.ts';
import { merge } from './snapshot.ts';

/** A call as the model wrote it, and the turn that it stands in. */
export type AskedCall = {
  turn: string;
  span: number;
  /** The text of its span. */
  text: string;
  /** Whom the turn addresses. */
  to: string | undefined;
  earshot: Earshot;
  isInterrupted: boolean;
  /** The turn that this one is a new take of. */
  replaces: string | undefined;
};

/** A call in a turn's trace. `pending`: not answered yet when the turn was over; `repeated`: an earlier take had it done. */
export type TracedCall = {
  span: number;
  name: string;
  args: unknown;
  call?: string;
  outcome: 'pending' | 'ok' | 'error' | 'refused' | 'timeout' | 'nobody' | 'repeated';
  detail?: string;
};

/** What of a turn's trace is about calls. `earlierActions`: what went out for the takes before it. */
export type TracedActions = { actions?: TracedCall[]; earlierActions?: TracedCall[] };

type Outcome = Exclude<TracedCall['outcome'], 'pending' | 'repeated'>;
type Made = { npc: Npc; turn: string; traced: TracedCall };
type Pending = Made & { action: NamedAction; executors: Set<string>; timer: NodeJS.Timeout };

const MAX_CALLS = 4;
const MAX_CALL_LENGTH = 4000;
const MAX_SHOWN_NAME = 60;
/** Turns whose calls are remembered, should they be given anew. */
const KEPT_TURNS = 1000;

/** Whether this NPC may have the game do it where it is. */
const mayDo = ({ npcs, locations }: NamedAction, npc: Pick<Npc, 'id' | 'location'>): boolean =>
  (npcs?.includes(npc.id) ?? true) && (locations?.includes(npc.location) ?? true);

/**
 * What NPCs have the game do. A call is checked, sent once, and waits for its result; the NPC perceives how it came out,
 * and with success the action's facts hold. Calls that wait do not outlive the process.
 */
export class Actions {
  readonly #instance: Instance;
  /** By the call's id. */
  readonly #pending = new Map<string, Pending>();
  /** The calls of the turns under way. */
  readonly #made = new Map<string, TracedCall[]>();
  /** The calls that went out for a turn and for the takes before it, by turn. */
  readonly #sent = new LRUCache<string, TracedCall[]>({ max: KEPT_TURNS });

  constructor(instance: Instance) {
    this.#instance = instance;
  }

  /** The world's actions that an NPC may do where it is. */
  of(npc: Pick<Npc, 'id' | 'location'>): NamedAction[] {
    return Object.entries(this.#instance.world.actions)
      .map(([name, action]) => ({ ...action, name }))
      .filter((action) => mayDo(action, npc));
  }

  /** Takes a call as the model wrote it: asks the game to do it, or has the NPC know why not. */
  begin(npc: Npc, asked: AskedCall): void {
    const { turn, span } = asked;
    const calls = this.#made.get(turn) ?? [];
    this.#made.set(turn, calls);
    const written = parseCall(asked.text);
    const refusal = this.#refusal(npc, asked, written, calls);
    const traced: TracedCall = { span, name: '', args: {}, ...written, outcome: 'pending' };
    const made: Made = { npc, turn, traced };
    calls.push(traced);
    // What is done is done: words can be taken back, the door stands open.
    if (
      refusal === undefined &&
      this.sentFor(asked.replaces).some((each) => isDone(each) && isSame(each, traced))
    ) {
      traced.outcome = 'repeated';
      return;
    }
    if (refusal !== undefined) {
      // A reply that is all calls is told so once.
      if (calls.length <= MAX_CALLS + 1) this.#endLater(made, 'refused', refusal);
      else Object.assign(traced, { outcome: 'refused', detail: refusal });
      return;
    }
    const executors = this.#executors(asked);
    if (executors.length === 0) return this.#endLater(made, 'nobody', NOBODY);
    this.#send({ ...made, action: this.of(npc).find(({ name }) => name === traced.name)! }, executors);
  }

  /** Takes what came of a call. Throws `unknown-call` where this member was not asked, or no longer is. */
  async end(member: Member, { call, ok, result, error }: ClientMessage<'action.result'>): Promise<object> {
    const pending = this.#pending.get(call);
    if (!pending?.executors.has(member.id))
      throw new SoliloquyError('unknown-call', `No action call "${call}" waits for a result of yours.`);
    this.#forget(call);
    const { facts } = pending.action;
    const told = textOf(result);
    if (ok) {
      const detail = told || Object.values(facts).filter(Boolean).join(' ');
      await this.#commit(pending, 'ok', detail, facts);
    } else await this.#commit(pending, 'error', error?.trim() || told || 'it did not work');
    return {};
  }

  /** A member has left: what only it was asked to do, nobody does. */
  left(id: string): void {
    for (const [call, pending] of this.#pending) {
      if (!pending.executors.delete(id) || pending.executors.size > 0) continue;
      this.#forget(call);
      this.#endLater(pending, 'nobody', NOBODY);
    }
  }

  /** Forgets the calls that wait, of one NPC or of all: a result of theirs comes too late. */
  drop(npc?: Npc): void {
    for (const [call, pending] of this.#pending) if (!npc || pending.npc === npc) this.#forget(call);
  }

  /** The calls of a turn, for its trace. What comes of them from now on is logged. */
  takeTraced(turn: string): TracedCall[] {
    const traced = this.#made.get(turn) ?? [];
    this.#made.delete(turn);
    return traced;
  }

  /** What went out for a turn and for the takes before it. */
  sentFor(turn: string | undefined): TracedCall[] {
    return (turn === undefined ? undefined : this.#sent.get(turn)) ?? [];
  }

  /** The calls of a take went out for the turn that stands there now, as did those of the one that it `replaces`. */
  keepSent(calls: TracedCall[], stands: string, replaces: string | undefined): void {
    const sent = [...this.sentFor(replaces), ...calls.filter(isSent)];
    if (sent.length > 0) this.#sent.set(stands, sent);
  }

  /** Reads from the traces of an NPC's turn, and of all its takes, what went out for it: after a restart nothing else knows. */
  async recall(npc: string, turn: string): Promise<void> {
    if (this.#sent.has(turn)) return;
    const { record, parts } = this.#instance;
    const { takes } = await record.takesOf(npc, turn);
    const turns = new Set([turn, ...takes.flatMap((take) => take.turn ?? [])]);
    const sent: TracedCall[] = [];
    for (const each of turns) {
      const trace = await parts.store.trace(each);
      const { actions = [], earlierActions = [] } = (trace?.body ?? {}) as TracedActions;
      sent.push(...earlierActions, ...actions.filter(isSent));
    }
    this.#sent.set(turn, sent);
  }

  /** Why a call may not be made; undefined when it may. */
  #refusal(npc: Npc, asked: AskedCall, written: Written | undefined, earlier: TracedCall[]) {
    const { world, parts } = this.#instance;
    if (asked.isInterrupted) return `${npc.persona.name} was interrupted`;
    if (earlier.length >= MAX_CALLS) return `at most ${MAX_CALLS} actions fit into one turn`;
    if (!written) return 'an action is written as its name and its arguments in JSON';
    const { name, args } = written;
    if (earlier.some((each) => isSame(each, written))) return 'the same was tried in this turn already';
    if (!Object.hasOwn(world.actions, name)) return 'there is no such action';
    const action = { ...world.actions[name]!, name };
    if (!mayDo(action, { ...npc, location: action.locations?.[0] ?? npc.location }))
      return `this is not for ${npc.persona.name} to do`;
    if (!mayDo(action, npc)) return 'it cannot be done from here';
    const misfit = parts.cast.argsChecks.get(name)?.(args);
    return misfit && `its arguments do not fit, since ${misfit}`;
  }

  /** The game's clients; where there are none, whom the turn addresses, if they hear it. */
  #executors({ to, earshot }: AskedCall): Member[] {
    const members = [...this.#instance.members.values()];
    const games = members.filter(({ role }) => role === 'game');
    // While a game is only away, no player takes its place.
    const asked =
      games.length > 0
        ? games
        : members.filter(
            (member) => addressOf(member) === to && perceives(member, earshot, this.#instance.world),
          );
    return asked.filter(({ isAway }) => !isAway);
  }

  #send(made: Made & { action: NamedAction }, executors: Member[]): void {
    const { npc, turn, traced, action } = made;
    const call = newId();
    traced.call = call;
    const timer = setTimeout(() => {
      this.#forget(call);
      this.#endLater(made, 'timeout', 'nothing came of it in time');
    }, action.timeoutSeconds * 1000).unref();
    this.#pending.set(call, { ...made, executors: new Set(executors.map(({ id }) => id)), timer });
    const { span, name } = traced;
    const message: ServerMessages['action.call'] = {
      call,
      turn,
      span,
      npc: npc.id,
      name,
      args: traced.args as Record<string, unknown>,
    };
    this.#instance.emit({ kind: 'call', message, to: executors.map(({ id }) => id) });
  }

  #forget(call: string): void {
    clearTimeout(this.#pending.get(call)?.timer);
    this.#pending.delete(call);
  }

  /** For what ends a call from outside a command: waits its turn among the changes of the world. */
  #endLater(made: Made, outcome: Outcome, detail: string): void {
    const { log } = this.#instance.parts;
    Object.assign(made.traced, { outcome, detail });
    this.#instance
      .change(() => this.#commit(made, outcome, detail))
      .catch((error: unknown) => log.error({ err: error }, 'what came of an action could not be committed'));
  }

  /** Makes the outcome durable: what the NPC perceives of it, with the facts that hold now. */
  async #commit(
    { npc, turn, traced }: Made,
    outcome: Outcome,
    detail: string,
    facts: NamedAction['facts'] = {},
  ): Promise<void> {
    const { record, parts } = this.#instance;
    Object.assign(traced, { outcome, ...(detail !== '' && { detail }) });
    if (outcome === 'refused' || !this.#made.has(turn)) {
      const isKnown = Object.hasOwn(this.#instance.world.actions, traced.name);
      parts.log.info(
        { turn, npc: npc.id, instance: record.id, outcome, ...(isKnown && { action: traced.name }) },
        `${npc.persona.name}: an action came to this: ${outcome}`,
      );
    }
    // It was sent away, or a game was loaded: nobody is there to know of it.
    if (this.#instance.npcs.get(npc.id) !== npc) return;
    merge(this.#instance.facts, facts);
    await record.commit(
      record.line({
        kind: 'event',
        from: 'environment',
        name: 'Environment',
        location: npc.location,
        spans: [{ span: 0, layer: 'role_action', text: sentence(npc, traced.name, outcome, detail) }],
        npcs: [npc.id],
        players: [],
        turn,
      }),
    );
    this.#instance.emit({ kind: 'changed', isUrgent: true });
  }
}

const isSame = (a: Written | TracedCall, b: Written | TracedCall): boolean =>
  a.name === b.name && isDeepStrictEqual(a.args, b.args);

const isSent = ({ call }: TracedCall): boolean => call !== undefined;

/** Whether it was done, for all that is known: a game that did not answer may have done it. */
const isDone = ({ outcome }: TracedCall): boolean => outcome !== 'error' && outcome !== 'nobody';

const NOBODY = 'nobody is there who could carry it out';

/** A call as it was written. */
type Written = { name: string; args: Record<string, unknown> };

/** Reads a `game_action` span; undefined when it is no call. */
function parseCall(text: string): Written | undefined {
  if (text.length > MAX_CALL_LENGTH) return undefined;
  try {
    const { name, args } = JSON.parse(text) as Partial<Written>;
    const isCall = typeof name === 'string' && typeof args === 'object' && args !== null;
    return isCall ? { name, args } : undefined;
  } catch {
    return undefined;
  }
}

/** How the NPC perceives an outcome. The words of model and game stand in it as data, on one line. */
function sentence({ persona }: Npc, name: string, outcome: Outcome, detail: string): string {
  const what = name === '' ? 'that' : `"${neutralise([...name].slice(0, MAX_SHOWN_NAME).join(''))}"`;
  const how = outcome === 'ok' ? `${persona.name} did ${what}` : `${persona.name} could not do ${what}`;
  const whole = neutralise(detail === '' ? how : `${how}: ${detail}`);
  return /[.!?…。！？]["'”’]?$/u.test(whole) ? whole : `${whole}.`;
}

const textOf = (result: unknown): string => {
  if (result === undefined || result === null) return '';
  return typeof result === 'string' ? result.trim() : JSON.stringify(result);
};
