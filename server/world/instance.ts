import { randomBytes } from 'node:crypto';
import { SoliloquyError } from '../../schemas/errors.ts';
import type { HerForm, PlanMode, Span } from '../../schemas/layers.ts';
import type { Persona } from '../../schemas/persona.ts';
import type { Line } from '../../schemas/record.ts';
import type { Other } from '../../schemas/scene.ts';
import type { Location } from '../../schemas/world.ts';
import { type Due, ReplyQueue } from '../dialogue/reply-queue.ts';
import { type Outcome, Turn, type TurnEvent } from '../dialogue/turn.ts';
import { composePrompt } from '../her/prompt.ts';
import type { LanguageModel } from '../llm/language-model.ts';
import { History } from '../memory/history.ts';
import type { Cast } from '../persona/cast.ts';
import { effectiveLines } from '../store/effective.ts';
import type { Store } from '../store/store.ts';
import { WorldClock } from './clock.ts';
import { addressOf, type Earshot, type InstanceEvent, type Member } from './events.ts';
import { knownLore } from './lore.ts';
import { type Npc, NpcSnapshot, snapshotOf, startOf } from './npc.ts';
import { sceneOf } from './scene.ts';
import { InstanceSnapshot } from './snapshot.ts';

export type Log = {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
  debug(fields: object, message: string): void;
};

/** What an instance is built of; nothing in it reaches for a global. */
export type InstanceParts = {
  cast: Cast;
  store: Store;
  model: LanguageModel;
  /** Speaks when `model` fails; absent where `model` is the built-in one itself. */
  standIn?: LanguageModel;
  countTokens(text: string): number;
  log: Log;
  /** Unix milliseconds. */
  now(): number;
  settings: {
    form: HerForm;
    plan: PlanMode;
    /** Tokens of talk that stand in the prompt word for word. */
    historyTokens: number;
    planTokens: Record<PlanMode, number>;
    queueLimit: number;
  };
};

const HISTORY_LINES = 1000;

/**
 * A running copy of a world: its NPCs, clock, facts, queues and record. Knows nothing of Colyseus; what happens is told
 * to the listener, who decides which client may see it. `commands.ts` holds what clients can ask of it.
 */
export class Instance {
  readonly name: string;
  readonly parts: InstanceParts;
  readonly npcs = new Map<string, Npc>();
  readonly members = new Map<string, Member>();
  readonly facts = new Map<string, string>();
  /** Standing scenes that replace those of the world file, by location. */
  readonly scenes = new Map<string, string>();
  clock: WorldClock;
  weather: string;
  isPaused = false;
  /** Called once the instance is closed. */
  onClosed: () => void = () => {};
  /** `${world}/${instance}`: the record's key. */
  readonly id: string;
  branch: string;
  #seq: number;
  #committedState = '';
  #listener: (event: InstanceEvent) => void = () => {};
  #earshots = new Map<string, Earshot>();
  #lastSpeaker = new Map<string, string>();

  private constructor(
    name: string,
    parts: InstanceParts,
    record: { id: string; branch: string; seq: number },
  ) {
    this.name = name;
    this.parts = parts;
    this.id = record.id;
    this.branch = record.branch;
    this.#seq = record.seq;
    this.clock = new WorldClock('', 0, parts.now);
    this.weather = '';
  }

  /** Opens an instance where its record left it, or anew from the world's files. */
  static async open(name: string, parts: InstanceParts): Promise<Instance> {
    const instance = new Instance(name, parts, await parts.store.openInstance(parts.cast.name, name));
    await instance.restore();
    return instance;
  }

  get world() {
    return this.parts.cast.world;
  }

  listen(listener: (event: InstanceEvent) => void): void {
    this.#listener = listener;
  }

  emit(event: InstanceEvent): void {
    this.#listener(event);
  }

  /** Stops all turns and commits them; the store stays open. */
  async close(): Promise<void> {
    await Promise.all([...this.npcs.values()].map((npc) => npc.queue.stop()));
    this.#listener = () => {};
    this.onClosed();
  }

  // --- finding things; each throws the error its asker gets ---

  npc(id: string): Npc {
    const npc = this.npcs.get(id);
    if (npc) return npc;
    const known = [...this.npcs.keys()].join(', ');
    throw new SoliloquyError('unknown-npc', `There is no NPC "${id}" here. There are: ${known || 'none'}.`);
  }

  location(id: string): Location {
    const location = this.world.locations[id];
    if (location) return location;
    const known = Object.keys(this.world.locations).join(', ');
    throw new SoliloquyError(
      'unknown-location',
      `There is no location "${id}" in this world. There are: ${known}.`,
    );
  }

  npcsAt(location: string | null): Npc[] {
    return [...this.npcs.values()].filter((npc) => npc.location === location);
  }

  lastSpeakerAt(location: string): string | undefined {
    return this.#lastSpeaker.get(location);
  }

  /** Turns under way, with who may perceive them. */
  *running(): Generator<{ turn: Turn; earshot: Earshot }> {
    for (const { queue } of this.npcs.values()) {
      const earshot = queue.turn && this.#earshots.get(queue.turn.options.id);
      if (queue.turn && earshot) yield { turn: queue.turn, earshot };
    }
  }

  // --- the record ---

  /** The number of the last line. */
  get seq(): number {
    return this.#seq;
  }

  newId(): string {
    return randomBytes(9).toString('base64url');
  }

  /** A line of the record: who perceives it follows from where it was said. */
  line(
    fields: Pick<Line, 'kind' | 'from' | 'name' | 'spans'> & Partial<Line> & { location: string | null },
  ): Line {
    const whisper = fields.whisper ?? false;
    const ends = [fields.from, fields.to ?? ''];
    const earshot: Earshot = { location: fields.location, whisper, ends };
    const heard = (address: string, location: string | null) =>
      ends.includes(address) || (!whisper && location !== null && location === earshot.location);
    this.#seq += 1;
    return {
      id: this.newId(),
      seq: this.#seq,
      whisper,
      npcs: [...this.npcs.values()]
        .filter((npc) => heard(`npc:${npc.id}`, npc.location))
        .map((npc) => npc.id),
      players: [
        ...new Set(
          [...this.members.values()]
            .filter((member) => member.role === 'player' && heard(addressOf(member), member.location))
            .map((member) => member.player),
        ),
      ],
      at: this.parts.now(),
      time: this.clock.text,
      ...fields,
    };
  }

  /** Commits a line and has those who perceived it remember it. */
  async commit(
    line: Line,
    changed: Npc[] = [],
    trace?: { turn: string; npc: string; startedAt: number; body: unknown },
  ) {
    await this.parts.store.commit({
      instance: this.id,
      branch: this.branch,
      lines: [line],
      npcs: changed.map((npc) => ({ npc: npc.id, state: snapshotOf(npc) })),
      ...this.#changedState(),
      ...(trace && { trace }),
    });
    if (line.replaces !== undefined) await this.rememberAgain(line.npcs);
    else for (const id of line.npcs) this.npcs.get(id)?.history.add(line);
    if (line.kind === 'turn' && line.location) this.#lastSpeaker.set(line.location, line.from.slice(4));
  }

  /** Keeps the state of NPCs and world without a line. */
  async save(changed: Npc[] = []): Promise<void> {
    await this.parts.store.commit({
      instance: this.id,
      branch: this.branch,
      lines: [],
      npcs: changed.map((npc) => ({ npc: npc.id, state: snapshotOf(npc) })),
      ...this.#changedState(),
    });
  }

  /** Reads again what these NPCs perceived: after an edit, and at load. */
  async rememberAgain(ids: Iterable<string>): Promise<void> {
    for (const id of ids) {
      const npc = this.npcs.get(id);
      if (npc) npc.history.reset(await this.linesOf({ npc: id }));
    }
  }

  /** The last lines someone perceived, edits applied, oldest first. */
  async linesOf(who: { npc: string } | { player: string }, limit = HISTORY_LINES): Promise<Line[]> {
    const lines = await this.parts.store.lines({
      instance: this.id,
      branch: this.branch,
      ...who,
      limit: HISTORY_LINES,
    });
    return effectiveLines(lines).slice(-limit);
  }

  /** The instance's own state, where it differs from what was committed last. */
  #changedState(): { instanceState?: InstanceSnapshot } {
    const state = this.#snapshot();
    const text = JSON.stringify(state);
    if (text === this.#committedState) return {};
    this.#committedState = text;
    return { instanceState: state };
  }

  #snapshot(): InstanceSnapshot {
    return {
      time: this.clock.text,
      weather: this.weather,
      facts: Object.fromEntries(this.facts),
      scenes: Object.fromEntries(this.scenes),
      npcs: [...this.npcs.keys()],
      isPaused: this.isPaused,
    };
  }

  /** Brings the world to what the record says: at start, and after a game was loaded. */
  async restore(at?: { branch: string; seq: number }): Promise<void> {
    if (at) [this.branch, this.#seq] = [at.branch, at.seq];
    this.#committedState = '';
    const { parts, world } = this;
    const { instanceState, npcs } = await parts.store.snapshot(this.id, this.branch);
    const state = instanceState === null ? undefined : InstanceSnapshot.parse(instanceState);
    this.clock = new WorldClock(state?.time ?? world.clock.time, world.clock.speed, parts.now);
    this.weather = state?.weather ?? world.weather;
    this.isPaused = state?.isPaused ?? false;
    refill(this.facts, state?.facts ?? world.facts);
    refill(this.scenes, state?.scenes ?? {});
    this.npcs.clear();
    for (const id of state?.npcs ?? parts.cast.ids) {
      const stored = npcs.get(id);
      this.add(id, stored === undefined ? undefined : NpcSnapshot.parse(stored));
    }
    if (state) await this.rememberAgain(this.npcs.keys());
  }

  // --- NPCs and their turns ---

  /** Puts a persona into the instance; undefined when it is neither in the cast nor in its snapshot. */
  add(id: string, stored?: NpcSnapshot): Npc | undefined {
    const member = stored?.persona ? { persona: stored.persona, version: 0 } : this.parts.cast.member(id);
    if (!member) return undefined;
    const state = stored ?? startOf(member.persona);
    if (!this.world.locations[state.location]) state.location = this.world.start;
    const { persona: _, ...fields } = state;
    const npc: Npc = {
      ...fields,
      id,
      persona: member.persona,
      personaVersion: member.version,
      isInline: stored?.persona !== undefined,
      activity: state.paused ? 'paused' : 'idle',
      addressing: '',
      model: this.parts.model.name,
      history: new History({
        budgetTokens: this.parts.settings.historyTokens,
        countTokens: this.parts.countTokens,
      }),
      queue: new ReplyQueue({
        limit: this.parts.settings.queueLimit,
        begin: (due) => this.#begin(npc, due),
        onEvent: (event, due) => this.#onTurnEvent(npc, event, due),
        onFailure: (error, turn) => {
          this.parts.log.error(
            { err: error, npc: npc.id },
            'a turn could not be committed; it is taken back',
          );
          this.#earshots.delete(turn.options.id);
          this.emit({ kind: 'retracted', turn: turn.options.id });
          this.#settle(npc);
        },
      }),
    };
    npc.queue.pause(npc.paused || this.isPaused);
    this.npcs.set(id, npc);
    return npc;
  }

  /** Puts a persona of the cast, or an inline one, into the instance anew. The id must be free. */
  spawn(id: string, inline?: Persona, location?: string): Npc {
    const persona = inline ?? this.parts.cast.member(id)!.persona;
    const start = startOf(persona);
    return this.add(id, {
      ...start,
      location: location ?? start.location,
      ...(inline && { persona: inline }),
    })!;
  }

  /** Has the persona that is live now be the one that is played, from the next turn on. */
  #refresh(npc: Npc): void {
    const live = npc.isInline ? undefined : this.parts.cast.member(npc.id);
    if (live) [npc.persona, npc.personaVersion] = [live.persona, live.version];
  }

  #begin(npc: Npc, due: Due): Turn {
    this.#refresh(npc);
    const asked = due.lines.at(-1);
    const to = asked && asked.from !== 'environment' ? asked.from : due.replaces?.to;
    const whisper = due.replaces?.whisper ?? asked?.whisper ?? false;
    const { settings, model, standIn, countTokens, now } = this.parts;
    const own = npc.persona.model;
    const plan = own.plan ?? settings.plan;
    npc.activity = 'thinking';
    npc.addressing = whisper ? '' : (to ?? '');
    const turn: Turn = new Turn({
      id: this.newId(),
      npc: npc.id,
      ...(to !== undefined && { to }),
      whisper,
      ...(due.ref !== undefined && { ref: due.ref }),
      ...(due.replaces?.turn !== undefined && { replaces: due.replaces.turn }),
      model,
      ...(standIn && { standIn }),
      settings: {
        ...(own.model !== undefined && { model: own.model }),
        ...(own.temperature !== undefined && { temperature: own.temperature }),
        ...(own.maxTokens !== undefined && { maxTokens: own.maxTokens }),
      },
      planBudget: settings.planTokens[plan],
      priority: to?.startsWith('player:') ? 'player' : 'npc',
      compose: (forced) => {
        const scene = this.#scene(npc, due, to);
        return { scene, prompt: composePrompt(scene, { form: settings.form, plan: forced ?? plan }) };
      },
      commit: (outcome) => this.#commitTurn(npc, turn, due, outcome),
      countTokens,
      now,
    });
    this.#earshots.set(turn.options.id, {
      location: npc.location,
      whisper,
      ends: [`npc:${npc.id}`, to ?? ''],
    });
    this.emit({ kind: 'changed', isUrgent: true });
    return turn;
  }

  #scene(npc: Npc, due: Due, to: string | undefined) {
    const { world } = this;
    const location = this.location(npc.location);
    const scene = this.scenes.get(npc.location) ?? location.scene;
    const asked = due.lines.map((line) => line.spans.map((span) => span.text).join(' ')).join(' ');
    const recollection = due.replaces ? this.#before(npc, due.replaces, asked) : npc.history.recollect(asked);
    const others = [...this.npcs.values()].filter((other) => other.id !== npc.id);
    const players = [...this.members.values()].filter((member) => member.location === npc.location);
    return sceneOf(
      npc,
      {
        title: world.title,
        description: world.description,
        language: world.language,
        location: { name: location.name, description: location.description, ...(scene && { scene }) },
        time: this.clock.text,
        weather: this.weather,
        facts: this.facts,
        present: [
          ...others.filter((other) => other.location === npc.location).map((other) => other.persona.name),
          ...players.map((player) => player.name),
        ],
      },
      [
        ...others
          .filter((other) => other.id in npc.persona.relationships || other.location === npc.location)
          .map((other) => this.#otherOf(npc, `npc:${other.id}`)!),
        ...players.map((player) => ({ id: addressOf(player), name: player.name })),
      ],
      knownLore(this.parts.cast.lore.values(), npc.id),
      recollection,
      to === undefined ? undefined : this.#otherOf(npc, to, due.lines.at(-1)?.name),
    );
  }

  /** What the NPC had at hand before a line that is to be said anew. */
  #before(npc: Npc, replaced: Line, asked: string) {
    const { settings, countTokens } = this.parts;
    const earlier = new History({ budgetTokens: settings.historyTokens, countTokens });
    earlier.reset(npc.history.lines.filter((line) => line.seq < replaced.seq));
    return earlier.recollect(asked);
  }

  #otherOf(npc: Npc, address: string, name?: string): Other | undefined {
    const id = address.slice(address.indexOf(':') + 1);
    const other = address.startsWith('npc:') ? this.npcs.get(id) : undefined;
    if (!other) return { id: address, name: this.members.get(id)?.name ?? name ?? 'someone' };
    const relationship = npc.persona.relationships[id];
    return {
      id: address,
      name: other.persona.name,
      description: other.persona.description,
      ...(relationship !== undefined && { relationship }),
    };
  }

  async #commitTurn(npc: Npc, turn: Turn, due: Due, outcome: Outcome): Promise<void> {
    const { id, to, whisper } = turn.options;
    const earshot = this.#earshots.get(id)!;
    const thought = outcome.spans.filter((span) => span.layer === 'role_thinking').map((span) => span.text);
    if (thought.length > 0) npc.thoughts = thought.join(' ');
    npc.model = outcome.model;
    const line = this.line({
      kind: 'turn',
      from: `npc:${npc.id}`,
      name: npc.persona.name,
      ...(to !== undefined && { to }),
      whisper,
      location: earshot.location,
      spans: outcome.spans,
      turn: id,
      status: outcome.status,
      ...(due.replaces && { replaces: due.replaces.id }),
    });
    await this.commit(line, [npc], {
      turn: id,
      npc: npc.id,
      startedAt: outcome.startedAt,
      body: {
        ...outcome,
        scene: undefined,
        line: line.id,
        persona: npc.id,
        personaVersion: npc.personaVersion,
        settings: turn.options.settings,
      },
    });
  }

  #onTurnEvent(npc: Npc, event: TurnEvent, due: Due): void {
    const turn = event.turn;
    const earshot = this.#earshots.get(turn)!;
    if (
      event.kind === 'delta' &&
      npc.activity !== 'speaking' &&
      (event.layer === 'speech' || event.layer === 'role_action')
    ) {
      npc.activity = 'speaking';
      this.emit({ kind: 'changed', isUrgent: false });
    }
    if (event.kind === 'end' && event.outcome) this.#logTurn(npc, event.outcome, turn);
    this.emit({ kind: 'turn', event, earshot });
    if (event.kind !== 'end') return;
    this.#earshots.delete(turn);
    if (due.replaces?.turn !== undefined) this.emit({ kind: 'retracted', turn: due.replaces.turn });
    this.#settle(npc);
  }

  #settle(npc: Npc): void {
    npc.activity = npc.paused || this.isPaused ? 'paused' : 'idle';
    npc.addressing = '';
    this.emit({ kind: 'changed', isUrgent: false });
  }

  #logTurn(npc: Npc, outcome: Outcome, turn: string): void {
    const { status, model, reason, timings, usage } = outcome;
    const fields = {
      turn,
      npc: npc.id,
      instance: this.id,
      status,
      model,
      ...(reason && { reason }),
      ...timings,
      ...usage,
    };
    if (status === 'fallback' || status === 'failed')
      this.parts.log.warn(fields, `${npc.persona.name}: ${status}, ${reason}`);
    else this.parts.log.info(fields, `${npc.persona.name}: ${status}`);
  }

  /** A scripted line: said at once, exactly, and remembered like any other. */
  async recite(npc: Npc, spans: Span[], to: string | undefined): Promise<Line> {
    const turn = this.newId();
    const earshot: Earshot = { location: npc.location, whisper: false, ends: [`npc:${npc.id}`, to ?? ''] };
    const line = this.line({
      kind: 'turn',
      from: `npc:${npc.id}`,
      name: npc.persona.name,
      ...(to !== undefined && { to }),
      location: npc.location,
      spans,
      turn,
      status: 'complete',
    });
    await this.commit(line, [npc]);
    const tell = (event: TurnEvent) => this.emit({ kind: 'turn', event, earshot });
    tell({ kind: 'start', turn, npc: npc.id, ...(to !== undefined && { to }), whisper: false });
    for (const span of spans) {
      tell({ kind: 'delta', turn, ...span });
      if (span.layer === 'speech') tell({ kind: 'sentence', turn, span: span.span, text: span.text });
    }
    tell({ kind: 'end', turn, npc: npc.id, status: 'complete', spans });
    return line;
  }
}

function refill(map: Map<string, string>, entries: Record<string, string>): void {
  map.clear();
  for (const [key, value] of Object.entries(entries)) map.set(key, value);
}
