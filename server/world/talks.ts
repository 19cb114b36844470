import type { Line } from '../../schemas/record.ts';
import type { Talk } from '../../schemas/talks.ts';
import type { LanguageModel } from '../llm/language-model.ts';
import { canTalk, hears } from './events.ts';
import { FollowUps } from './follow-ups.ts';
import type { Instance } from './instance.ts';
import { tellNews } from './news.ts';
import type { Npc } from './npc.ts';
import { happen } from './presence.ts';
import { openingOf, type PlannedTalk, plannedTalk, type RunningTalk, takesIn } from './running-talk.ts';
import { TalkTokens } from './talk-tokens.ts';
import { holds } from './when.ts';

/** How long no talk begins after one for which the model had no words, in milliseconds. */
const REST_MS = 60_000;
/** How long a talk may wait for tokens until it is over, in milliseconds. */
const PATIENCE_MS = 60_000;

/**
 * What NPCs say to each other of their own accord. They begin by the triggers of the world's file, or because one calls another
 * in its answer to a player, only where a player hears it, and stop when anybody speaks to them or there. What was said is
 * remembered; which talks are under way, and when they were last over, does not outlive the process.
 */
export class Talks {
  /** Speaks for NPCs among themselves, within their budget. */
  readonly model: LanguageModel;
  readonly followUps: FollowUps;
  readonly #instance: Instance;
  readonly #tokens: TalkTokens;
  readonly #running = new Set<RunningTalk>();
  /** When a trigger's talk was last over, by its name. */
  readonly #endedAt = new Map<string, number>();
  /** Since when it can be known that nobody has spoken. */
  #since: number;
  /** When the model last had no words for a talk: it may be out of order. */
  #failedAt = Number.NEGATIVE_INFINITY;
  #isLooking = false;
  #isClosed = false;

  constructor(instance: Instance) {
    this.#instance = instance;
    this.#since = instance.parts.now();
    this.followUps = new FollowUps(instance);
    this.#tokens = new TalkTokens(instance, (npc) => {
      const talk = [...this.#running].find(({ turn, next }) => turn !== undefined && next.id === npc);
      return talk && this.#stands(talk) ? talk : undefined;
    });
    this.model = this.#tokens.model;
  }

  /** To be called every second or so: lets talks begin and go on, and ends those that nobody is there to hear. */
  tick(): void {
    if (this.#instance.isPaused) return this.#endAll();
    if (this.#isLooking || this.#isClosed || !this.#isAnybodyThere()) return this.check();
    this.#isLooking = true;
    this.#instance
      .change(() => this.#look())
      .catch((err: unknown) => this.#instance.parts.log.error({ err }, 'a talk of NPCs could not go on'))
      .finally(() => {
        this.#isLooking = false;
      });
  }

  /** Ends the talks that lost a speaker or their last listener. */
  check(): void {
    for (const talk of this.#running) if (!this.#stands(talk)) void this.#end(talk);
  }

  /** Says in the log which talks can never be afforded. To be called once the world's files were read. */
  assess(): void {
    this.#tokens.forget();
    for (const [name, talk] of Object.entries(this.#instance.world.talks)) {
      if (!talk.between.every((id) => this.#instance.npcs.has(id))) continue;
      const planned = plannedTalk(this.#instance, name, talk);
      this.#tokens.assess(planned, openingOf(planned));
    }
  }

  /**
   * Somebody speaks at a place, or to these NPCs: whoever talks there stops at once. Resolves once what was said of it is
   * committed, so that it comes before the words that cut it.
   */
  async giveWay(location: string | null, ...npcs: Npc[]): Promise<void> {
    const stopped = [...this.#running].filter(
      (talk) =>
        hears(this.#instance.world, talk.location, location) ||
        npcs.some((npc) => talk.speakers.includes(npc)),
    );
    await Promise.all(stopped.map((talk) => this.#end(talk)));
  }

  /** Forgets all talks: their turns end, and nobody answers them. */
  clear(): void {
    this.#endAll();
    this.#endedAt.clear();
    this.followUps.clear();
    this.#since = this.#instance.parts.now();
  }

  /** No talk begins any more. */
  close(): void {
    this.#isClosed = true;
    this.clear();
  }

  /** An NPC answers another one, if there is budget for it. `most`: how many turns may come of it. */
  answer(npc: Npc, line: Line, speaker: Npc, most: number): void {
    if (this.#isClosed || this.#limits.tokensPerMinute === 0) return;
    const talk: RunningTalk = {
      speakers: [npc, speaker],
      location: npc.location,
      about: '',
      had: 0,
      most,
      next: npc,
      to: line.from,
      answered: line,
      dueAt: this.#instance.parts.now(),
    };
    if (!this.#stands(talk)) return;
    this.#running.add(talk);
    this.#goOn(talk);
  }

  /** A turn is committed. */
  ended(turn: string, npc: Npc): void {
    const line = npc.history.lines.findLast((each) => each.turn === turn);
    if (!line) return this.tookBack(turn);
    this.followUps.ended(turn, npc, line);
    const talk = this.#of(turn);
    if (!talk) return;
    this.#tokens.release(talk);
    delete talk.turn;
    talk.had += 1;
    if (!takesIn(talk, line, this.#instance.parts.now())) void this.#end(talk);
  }

  /** A turn will not come to be. */
  tookBack(turn: string): void {
    this.followUps.drop(turn);
    const talk = this.#of(turn);
    if (!talk) return;
    delete talk.turn;
    this.#failedAt = this.#instance.parts.now();
    void this.#end(talk);
  }

  get #limits() {
    return this.#instance.world.talkLimits;
  }

  #of(turn: string): RunningTalk | undefined {
    return [...this.#running].find((talk) => talk.turn === turn);
  }

  #endAll(): void {
    for (const talk of this.#running) void this.#end(talk);
  }

  /** Resolves once what was said of its turn is committed. */
  async #end(talk: RunningTalk): Promise<void> {
    this.#running.delete(talk);
    this.#tokens.release(talk);
    if (talk.name !== undefined) this.#endedAt.set(talk.name, this.#instance.parts.now());
    const { queue } = talk.next;
    if (queue.turn && queue.turn.options.id === talk.turn) await queue.cut();
  }

  async #look(): Promise<void> {
    if (this.#instance.isPaused || this.#isClosed) return;
    for (const talk of this.#running) this.#goOn(talk);
    for (const [name, talk] of Object.entries(this.#instance.world.talks))
      if (this.#isDue(name, talk)) await this.#begin(name, talk);
  }

  #isAnybodyThere(location?: string): boolean {
    return [...this.#instance.members.values()].some(
      (member) =>
        member.role === 'player' &&
        !member.isAway &&
        (location === undefined || hears(this.#instance.world, member.location, location)),
    );
  }

  /** Whether all its speakers are still there, free to speak, and somebody hears them; who merely answers may be within call. */
  #stands({ name, speakers, location }: RunningTalk): boolean {
    const { npcs, isPaused, world } = this.#instance;
    const isThere = (npc: Npc) =>
      name === undefined ? canTalk(world, npc.location, location) : npc.location === location;
    return (
      !isPaused &&
      speakers.every((npc) => npcs.get(npc.id) === npc && isThere(npc) && !npc.paused) &&
      this.#isAnybodyThere(location)
    );
  }

  /** Whether a talk begins now. */
  #isDue(name: string, { between, when, quietSeconds, cooldownSeconds, chance }: Talk): boolean {
    const { npcs, parts, record } = this.#instance;
    const now = parts.now();
    const since = (at: number) => (now - at) / 1000;
    if (now - this.#failedAt < REST_MS) return false;
    if (this.#running.size >= this.#limits.talksAtOnce || this.#limits.tokensPerMinute === 0) return false;
    if (since(this.#endedAt.get(name) ?? Number.NEGATIVE_INFINITY) < cooldownSeconds) return false;
    const location = npcs.get(between[0]!)?.location;
    if (location === undefined || !this.#isAnybodyThere(location)) return false;
    if (!between.every((id) => npcs.get(id)?.location === location && isFree(npcs.get(id)!))) return false;
    // One talk at a place, and none while anybody there speaks.
    if ([...this.#running].some((talk) => talk.location === location || talk.name === name)) return false;
    if (this.#instance.npcsAt(location).some(({ queue, activity }) => queue.turn || activity === 'listening'))
      return false;
    if (since(Math.max(record.spokenAt(location), this.#since)) < quietSeconds) return false;
    if (!holds(when, this.#instance, location)) return false;
    return chance === 1 || parts.random() < chance;
  }

  async #begin(name: string, trigger: Talk): Promise<void> {
    const planned = plannedTalk(this.#instance, name, trigger);
    const opening = openingOf(planned);
    if (!this.#tokens.reserve(planned, opening)) return;
    const talk = await this.#open(planned, opening).catch((error: unknown) => {
      this.#tokens.release(planned);
      throw error;
    });
    this.#running.add(talk);
    this.#goOn(talk);
  }

  /** Has its speakers perceive why they talk. */
  async #open(planned: PlannedTalk, opening: string): Promise<RunningTalk> {
    const { location, speakers } = planned;
    await tellNews(this.#instance, { location, whisper: false, ends: [] });
    const perceivedBy = { npcs: speakers.map(({ id }) => id), players: [] };
    return Object.assign(planned, {
      answered: await happen(this.#instance, opening, location, { perceivedBy }),
    });
  }

  /** Begins the next turn, if it is time for it. */
  #goOn(talk: RunningTalk): void {
    if (!this.#stands(talk)) return void this.#end(talk);
    const now = this.#instance.parts.now();
    if (talk.turn !== undefined || now < talk.dueAt) return;
    if (talk.had >= Math.min(talk.most, this.#limits.turnsPerTalk) || !isFree(talk.next))
      return void this.#end(talk);
    if (!this.#tokens.reserve(talk)) {
      if (talk.name === undefined || now - talk.dueAt >= PATIENCE_MS) void this.#end(talk);
      return;
    }
    const { to, about, answered } = talk;
    talk.turn = talk.next.queue.push({
      lines: [answered],
      aside: { to, about, isLast: talk.had + 1 >= talk.most },
    });
  }
}

/** Whether an NPC does nothing else, and nothing else waits for it. */
const isFree = ({ activity, queue }: Npc): boolean =>
  activity === 'idle' && !queue.turn && queue.length === 0;
