import PQueue from 'p-queue';
import { SoliloquyError } from '../../schemas/errors.ts';
import type { Persona } from '../../schemas/persona.ts';
import type { Location } from '../../schemas/world.ts';
import { History } from '../memory/history.ts';
import { SET_INTENSITY } from '../memory/mood.ts';
import { Actions } from './actions.ts';
import { Background } from './background.ts';
import { Bonds } from './bonds.ts';
import { WorldClock } from './clock.ts';
import { authoredOf, logTaken, takeContent } from './content.ts';
import type { InstanceEvent, Member } from './events.ts';
import type { InstanceParts } from './instance-parts.ts';
import { Memories } from './memories.ts';
import { News, skyOf } from './news.ts';
import { type Activity, beginningOf, type Npc, NpcSnapshot, startOf } from './npc.ts';
import { InstanceRecord } from './record.ts';
import { type Authored, InstanceSnapshot } from './snapshot.ts';
import { Talks } from './talks.ts';
import { Turns } from './turns.ts';
import { Visits } from './visits.ts';

/** How long the clock of the world may go on without being kept, in milliseconds. */
const KEEP_CLOCK_MS = 30_000;

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
  /** Words of a player who has not agreed that they may be exported shape the world: what is said in it may come of them. */
  hasUnagreedWords = false;
  /** The cast, and the values of the world's file, as this instance has last taken them over. */
  castIds: string[] = [];
  authored: Authored;
  /** Called once the instance is closed. */
  onClosed: () => void = () => {};
  readonly record: InstanceRecord;
  readonly turns: Turns;
  readonly actions: Actions;
  readonly talks: Talks;
  readonly visits: Visits;
  readonly background: Background;
  readonly bonds: Bonds;
  readonly memories: Memories;
  readonly news: News;
  #listener: (event: InstanceEvent) => void = () => {};
  #keptAt: number;
  readonly #changes = new PQueue({ concurrency: 1 });

  private constructor(name: string, parts: InstanceParts, at: { id: string; branch: string; seq: number }) {
    this.name = name;
    this.parts = parts;
    this.record = new InstanceRecord(this, parts.store, at);
    this.turns = new Turns(this);
    this.actions = new Actions(this);
    this.talks = new Talks(this);
    this.visits = new Visits(parts.now);
    this.background = new Background(this);
    this.bonds = new Bonds(this);
    this.memories = new Memories(this);
    this.news = new News(this);
    this.clock = new WorldClock('', 0, parts.now);
    this.#keptAt = parts.now();
    this.weather = '';
    this.authored = authoredOf(parts.cast.world);
  }

  /** Opens an instance where its record left it, or anew from the world's files. */
  static async open(name: string, parts: InstanceParts): Promise<Instance> {
    const instance = new Instance(name, parts, await parts.store.openInstance(parts.cast.name, name));
    await instance.restore();
    instance.talks.assess();
    return instance;
  }

  get world() {
    return this.parts.cast.world;
  }

  /** Does one thing to the world after another, in the order they were asked for: none sees another half done. */
  change<T>(work: () => T | Promise<T>): Promise<T> {
    return this.#changes.add(async () => work());
  }

  listen(listener: (event: InstanceEvent) => void): void {
    this.#listener = listener;
  }

  emit(event: InstanceEvent): void {
    this.#listener(event);
  }

  /**
   * To be called every second or so: has NPCs talk among themselves and talks that have ended put into memories, and keeps the
   * clock, so that a server that is killed loses less than a minute of it.
   */
  tick(): void {
    this.talks.tick();
    this.memories.tick();
    const now = this.parts.now();
    if (now - this.#keptAt < KEEP_CLOCK_MS) return;
    this.#keptAt = now;
    void this.change(() => this.#keepClock());
  }

  async #keepClock(): Promise<void> {
    await this.record.save().catch((error: unknown) => {
      this.parts.log.error({ err: error, instance: this.record.id }, 'the clock could not be kept');
    });
  }

  /** Stops all turns and commits them; the store stays open. */
  async close(): Promise<void> {
    await this.#changes.onIdle();
    this.talks.close();
    await Promise.all([...this.npcs.values()].map((npc) => npc.queue.stop()));
    this.actions.drop();
    await this.background.finish();
    await this.change(() => this.#keepClock());
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
    if (Object.hasOwn(this.world.locations, id)) return this.world.locations[id]!;
    const known = Object.keys(this.world.locations).join(', ');
    throw new SoliloquyError(
      'unknown-location',
      `There is no location "${id}" in this world. There are: ${known}.`,
    );
  }

  npcsAt(location: string | null): Npc[] {
    return [...this.npcs.values()].filter((npc) => npc.location === location);
  }

  /** The instance's own state, as it is kept. */
  snapshot(): InstanceSnapshot {
    return {
      time: this.clock.text,
      weather: this.weather,
      facts: Object.fromEntries(this.facts),
      scenes: Object.fromEntries(this.scenes),
      npcs: [...this.npcs.keys()],
      cast: this.castIds,
      authored: this.authored,
      isClockSet: this.clock.isSet,
      isPaused: this.isPaused,
      hasUnagreedWords: this.hasUnagreedWords,
    };
  }

  /** Brings the world to what the record says: at start, and after a game was loaded. */
  async restore(at?: { branch: string; seq: number }): Promise<void> {
    const { parts, world } = this;
    this.actions.drop();
    await this.background.forget();
    this.talks.clear();
    const { instanceState, npcs } = await this.record.rewind(at);
    this.memories.begin(npcs);
    const state = instanceState === null ? undefined : InstanceSnapshot.parse(instanceState);
    this.authored = state?.authored ?? authoredOf(world);
    const { time, speed, weather, facts } = this.authored;
    this.clock = new WorldClock(state?.time ?? time, speed, parts.now, state?.isClockSet);
    this.weather = state?.weather ?? weather;
    this.isPaused = state?.isPaused ?? false;
    this.hasUnagreedWords = state?.hasUnagreedWords ?? false;
    refill(this.facts, state?.facts ?? facts);
    refill(this.scenes, state?.scenes ?? {});
    this.news.reset();
    this.npcs.clear();
    for (const id of state?.npcs ?? []) {
      const stored = npcs.get(id);
      this.add(id, stored === undefined ? undefined : NpcSnapshot.parse(stored));
    }
    this.castIds = state?.cast ?? [];
    await this.bonds.restore();
    await this.record.rememberAgain(this.npcs.keys());
    const taken = await takeContent(this);
    if (state) logTaken(this, taken);
  }

  // --- NPCs and their turns ---

  /** Puts a persona into the instance; undefined when it is neither in the cast nor in its snapshot. */
  add(id: string, stored?: NpcSnapshot): Npc | undefined {
    const member = stored?.persona ? { persona: stored.persona, version: 0 } : this.parts.cast.member(id);
    if (!member) return undefined;
    const state = stored ?? startOf(member.persona);
    const {
      persona: _,
      authored = beginningOf(member.persona),
      told = skyOf(this),
      moodIntensity = state.mood === authored.mood ? 0 : SET_INTENSITY,
      moodSince = { at: this.parts.now() },
      ...fields
    } = state;
    const npc: Npc = {
      ...fields,
      authored,
      told,
      moodIntensity,
      moodSince,
      id,
      persona: member.persona,
      personaVersion: member.version,
      isInline: stored?.persona !== undefined,
      activity: this.#atRest(state),
      addressing: '',
      model: this.parts.model.name,
      history: new History({
        budgetTokens: this.parts.settings.historyTokens,
        countTokens: this.parts.countTokens,
      }),
      queue: this.turns.queueFor(() => npc),
    };
    void npc.queue.pause(npc.paused || this.isPaused);
    this.news.note(npc);
    this.npcs.set(id, npc);
    return npc;
  }

  #atRest = ({ paused }: Pick<Npc, 'paused'>): Activity => (paused || this.isPaused ? 'paused' : 'idle');

  /** Has an NPC that says nothing show that it is free, or paused. */
  settle(npc: Npc): void {
    const { turn } = npc.queue;
    if (!turn || turn.isHeld) npc.activity = this.#atRest(npc);
    else if (npc.activity === 'paused') npc.activity = 'thinking';
  }

  /** Lets NPCs speak, those of them that are not paused. */
  resume(npcs: Iterable<Npc> = this.npcs.values()): void {
    for (const npc of npcs) {
      void npc.queue.pause(npc.paused || this.isPaused);
      this.settle(npc);
    }
  }

  /** Puts a persona of the cast, or an inline one, into the instance anew. The id must be free. */
  spawn(id: string, inline?: Persona, location?: string): Npc {
    const persona = inline ?? this.parts.cast.member(id)!.persona;
    const start = startOf(persona);
    return this.add(id, {
      ...start,
      location: location ?? start.location,
      ...this.memories.cursorsOf(id),
      ...(inline && { persona: inline }),
    })!;
  }

  /** Takes an NPC out of the instance; what it is saying ends, what it said stays in the record. */
  async remove(npc: Npc): Promise<void> {
    await npc.queue.stop();
    this.actions.drop(npc);
    this.npcs.delete(npc.id);
    this.memories.parted(npc);
  }

  /** Has the persona that is live now be the one that is played, from the next turn on. */
  refresh(npc: Npc): void {
    const live = npc.isInline ? undefined : this.parts.cast.member(npc.id);
    if (live) [npc.persona, npc.personaVersion] = [live.persona, live.version];
  }
}

function refill(map: Map<string, string>, entries: Record<string, string>): void {
  map.clear();
  for (const [key, value] of Object.entries(entries)) map.set(key, value);
}
