import { LRUCache } from 'lru-cache';
import { SoliloquyError } from '../../schemas/errors.ts';
import type { ClientMessage, ServerMessages } from '../../schemas/messages.ts';
import type { Line } from '../../schemas/record.ts';
import type { TraceBody, TracedCall } from '../../schemas/trace.ts';
import type { NamedAction } from '../../schemas/world.ts';
import {
  isDone,
  isSame,
  isSent,
  type Outcome,
  outcomeSentence,
  readCall,
  resultText,
  type Written,
} from './calls.ts';
import { addressOf, type Earshot, type Member, perceives } from './events.ts';
import type { Instance } from './instance.ts';
import type { Npc } from './npc.ts';
import { newId } from './record.ts';
import { merge } from './snapshot.ts';
import { holds } from './when.ts';

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

/** `calls`: all of its turn. */
type Made = { npc: Npc; turn: string; traced: TracedCall; calls: TracedCall[] };
type Pending = Made & { action: NamedAction; executors: Set<string>; timer: NodeJS.Timeout };

const MAX_CALLS = 4;
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

  /** The world's actions that an NPC may do where it is: now, and when their conditions hold. */
  of(npc: Pick<Npc, 'id' | 'location'>): { now: NamedAction[]; notNow: NamedAction[] } {
    const all = Object.entries(this.#instance.world.actions)
      .map(([name, action]) => ({ ...action, name }))
      .filter((action) => mayDo(action, npc));
    const [now, notNow] = [true, false].map((isNow) =>
      all.filter((each) => this.#isNow(each, npc) === isNow),
    );
    return { now: now!, notNow: notNow! };
  }

  #isNow({ when }: Pick<NamedAction, 'when'>, { location }: Pick<Npc, 'location'>): boolean {
    return when === undefined || holds(when, this.#instance, location);
  }

  /** Takes a call as the model wrote it: asks the game to do it, or has the NPC know why not. */
  begin(npc: Npc, asked: AskedCall): void {
    const { turn, span } = asked;
    const calls = this.#made.get(turn) ?? [];
    this.#made.set(turn, calls);
    const written = readCall(asked.text);
    const refusal = this.#refusal(npc, asked, written, calls);
    const { name, args } = written;
    const traced: TracedCall = { span, name, args, outcome: 'pending' };
    const made: Made = { npc, turn, traced, calls };
    calls.push(traced);
    // What is done is done: words can be taken back, the door stands open.
    if (
      refusal === undefined &&
      this.sentFor(asked.replaces).some((each) => isDone(each) && isSame(each, traced))
    ) {
      traced.outcome = 'repeated';
      return;
    }
    const action = this.of(npc).now.find((each) => each.name === name);
    if (refusal !== undefined || !action) {
      const detail = refusal ?? 'not now, as things stand';
      // A reply that is all calls is told so once.
      if (calls.length <= MAX_CALLS + 1) this.#endLater(made, 'refused', detail);
      else Object.assign(traced, { outcome: 'refused', detail });
      return;
    }
    const executors = this.#executors(asked);
    if (executors.length === 0) return this.#endLater(made, 'nobody', NOBODY);
    this.#send({ ...made, action }, executors);
  }

  /** Takes what came of a call. Throws `unknown-call` where this member was not asked, or no longer is. */
  async end(member: Member, { call, ok, result, error }: ClientMessage<'action.result'>): Promise<object> {
    const pending = this.#pending.get(call);
    if (!pending?.executors.has(member.id))
      throw new SoliloquyError('unknown-call', `No action call "${call}" waits for a result of yours.`);
    this.#forget(call);
    const { facts } = pending.action;
    const told = (ok ? '' : error?.trim()) || resultText(result);
    const whose = told === '' ? {} : { consent: member.hasConsented };
    if (ok) {
      const detail = told || Object.values(facts).filter(Boolean).join(' ');
      await this.#commit(pending, 'ok', detail, { facts, ...whose });
    } else await this.#commit(pending, 'error', told || 'it did not work', whose);
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

  /** The calls of a turn, for its trace. What comes of them from now on is logged and noted there. */
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
    const sent = new Map<string, TracedCall>();
    for (const each of turns) {
      const trace = await parts.store.trace(each);
      const { actions = [], earlierActions = [] } = (trace?.body ?? {}) as Partial<TraceBody>;
      // What a later take's trace tells of it may be older than what its own does.
      for (const call of [...earlierActions, ...actions])
        if (call.call !== undefined && (sent.get(call.call)?.outcome ?? 'pending') === 'pending')
          sent.set(call.call, call);
    }
    this.#sent.set(turn, [...sent.values()]);
  }

  /** Why a call may not be made; undefined when it may. */
  #refusal(npc: Npc, asked: AskedCall, written: Written, earlier: TracedCall[]) {
    const { world, parts } = this.#instance;
    if (asked.isInterrupted) return `${npc.persona.name} was interrupted`;
    if (earlier.length >= MAX_CALLS) return `at most ${MAX_CALLS} actions fit into one turn`;
    if (written.kind === 'cut') return 'it was cut off';
    if (written.kind === 'none') return 'an action is written as its name and its arguments in JSON';
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
    { npc, turn, traced, calls }: Made,
    outcome: Outcome,
    detail: string,
    { facts = {}, ...whose }: Partial<Pick<NamedAction, 'facts'>> & Pick<Line, 'consent'> = {},
  ): Promise<void> {
    const { record, parts } = this.#instance;
    Object.assign(traced, { outcome, ...(detail !== '' && { detail }) });
    const isLate = !this.#made.has(turn);
    if (outcome === 'refused' || isLate) {
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
        spans: [
          {
            span: 0,
            layer: 'role_action',
            text: outcomeSentence(npc.persona.name, traced.name, outcome, detail),
          },
        ],
        npcs: [npc.id],
        players: [],
        turn,
        ...whose,
      }),
      [],
      undefined,
      isLate ? { calls: { turn, calls } } : {},
    );
    this.#instance.emit({ kind: 'changed', isUrgent: true });
  }
}

const NOBODY = 'nobody is there who could carry it out';
