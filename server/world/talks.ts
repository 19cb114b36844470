import type { Line } from '../../schemas/record.ts';
import type { Talk } from '../../schemas/talks.ts';
import { calledIn, isFarewell } from '../dialogue/director.ts';
import { toPlain, viewFor } from '../her/views.ts';
import type { LanguageModel } from '../llm/language-model.ts';
import { hears } from './events.ts';
import { FollowUps, speechOf } from './follow-ups.ts';
import type { Instance } from './instance.ts';
import { tellNews } from './news.ts';
import type { Npc } from './npc.ts';
import { TalkTokens } from './talk-tokens.ts';
import { holds } from './when.ts';

/** A talk of NPCs among themselves that is under way. */
export type RunningTalk = {
  /** The trigger's name; absent where an NPC merely answers another one that called it. */
  name?: string;
  speakers: readonly Npc[];
  location: string;
  about: string;
  /** How many turns it has had, and has at most. */
  had: number;
  most: number;
  next: Npc;
  /** The address of whom the next turn is said to. */
  to: string;
  /** What it answers: at the beginning, why they talk. */
  answered: Line;
  /** When the next turn is due, in Unix milliseconds. */
  dueAt: number;
  /** The turn under way. */
  turn?: string;
};

/** How long people take to read what was said: milliseconds for each sign, and at most. */
const READING = { msPerSign: 40, mostMs: 8_000 };
/** How long no talk begins after one for which the model had no words, in milliseconds. */
const REST_MS = 60_000;
/** How long a talk may wait for tokens until it is over, in milliseconds. */
const PATIENCE_MS = 60_000;

/**
 * What NPCs say to each other of their own accord. They begin by the triggers of the world's file, only where a player is, and
 * stop when anybody speaks to them or there. Nothing of it outlives the process.
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
    for (const talk of this.#running) if (!this.#stands(talk)) this.#end(talk);
  }

  /** Somebody speaks at a place, or to an NPC: whoever talks there stops at once. Returns whether anybody did. */
  giveWay(location: string | null, npc?: Npc): boolean {
    const stopped = [...this.#running].filter(
      (talk) =>
        hears(this.#instance.world, talk.location, location) ||
        (npc !== undefined && talk.speakers.includes(npc)),
    );
    for (const talk of stopped) this.#end(talk);
    return stopped.length > 0;
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
    if (talk) this.#said(talk, line);
  }

  /** A turn will not come to be. */
  tookBack(turn: string): void {
    this.followUps.drop(turn);
    const talk = this.#of(turn);
    if (!talk) return;
    delete talk.turn;
    this.#failedAt = this.#instance.parts.now();
    this.#end(talk);
  }

  get #limits() {
    return this.#instance.world.talkLimits;
  }

  #of(turn: string): RunningTalk | undefined {
    return [...this.#running].find((talk) => talk.turn === turn);
  }

  #endAll(): void {
    for (const talk of this.#running) this.#end(talk);
  }

  #end(talk: RunningTalk): void {
    this.#running.delete(talk);
    this.#tokens.release(talk);
    if (talk.name !== undefined) this.#endedAt.set(talk.name, this.#instance.parts.now());
    const { turn } = talk.next.queue;
    if (turn && turn.options.id === talk.turn) turn.interrupt();
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

  /** Whether all its speakers are still there, free to speak, and somebody hears them. */
  #stands({ speakers, location }: RunningTalk): boolean {
    const { npcs, isPaused } = this.#instance;
    return (
      !isPaused &&
      speakers.every((npc) => npcs.get(npc.id) === npc && npc.location === location && !npc.paused) &&
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

  async #begin(name: string, { between, about, turns }: Talk): Promise<void> {
    const { npcs, record, parts } = this.#instance;
    const speakers = between.map((id) => npcs.get(id)!);
    const [first, ...others] = speakers.map(({ persona }) => persona.name) as [string, ...string[]];
    const { location } = speakers[0]!;
    // What it is about is a direction: nobody perceives it, and nobody remembers it.
    const text = `It is quiet, and ${first} says something to ${listed(others)}, unasked.`;
    const talk: Omit<RunningTalk, 'answered'> = {
      name,
      speakers,
      location,
      about,
      had: 0,
      most: Math.min(turns, this.#limits.turnsPerTalk),
      next: speakers[0]!,
      to: `npc:${between[1]}`,
      dueAt: parts.now(),
    };
    if (!this.#tokens.mayAfford(talk, text)) return;
    await tellNews(this.#instance, { location, whisper: false, ends: [] });
    const line = record.line({
      kind: 'event',
      from: 'environment',
      name: 'Environment',
      location,
      spans: [{ span: 0, layer: 'role_action', text }],
      npcs: [...between],
      players: [],
    });
    await record.commit(line);
    const begun: RunningTalk = { ...talk, answered: line };
    if (!this.#stands(begun)) return;
    this.#running.add(begun);
    this.#goOn(begun);
  }

  /** Begins the next turn, if it is time for it. */
  #goOn(talk: RunningTalk): void {
    if (!this.#stands(talk)) return this.#end(talk);
    const now = this.#instance.parts.now();
    if (talk.turn !== undefined || now < talk.dueAt) return;
    if (talk.had >= Math.min(talk.most, this.#limits.turnsPerTalk) || !isFree(talk.next))
      return this.#end(talk);
    if (!this.#tokens.reserve(talk)) {
      if (talk.name === undefined || now - talk.dueAt >= PATIENCE_MS) this.#end(talk);
      return;
    }
    const { to, about, answered } = talk;
    talk.turn = talk.next.queue.push({
      lines: [answered],
      aside: { to, about, isLast: talk.had + 1 >= talk.most },
    });
  }

  /** A turn was said: who speaks next, and when. */
  #said(talk: RunningTalk, line: Line): void {
    this.#tokens.release(talk);
    delete talk.turn;
    talk.had += 1;
    const speech = speechOf(line);
    const others = talk.speakers.filter((npc) => npc !== talk.next);
    const called = calledIn(
      speech,
      others.map(({ id, persona }) => ({ id, name: persona.name })),
    );
    const place = talk.speakers.indexOf(talk.next);
    const following = talk.speakers[(place + 1) % talk.speakers.length]!;
    const next =
      others.find(({ id }) => id === called?.id) ?? (talk.name === undefined ? undefined : following);
    if (!next || talk.had >= talk.most || line.status !== 'complete' || isFarewell(speech))
      return this.#end(talk);
    talk.next = next;
    talk.to = line.from;
    talk.answered = line;
    const signs = [...toPlain(viewFor(line.spans, 'npc'))].length;
    talk.dueAt = this.#instance.parts.now() + Math.min(signs * READING.msPerSign, READING.mostMs);
  }
}

/** Whether an NPC does nothing else, and nothing else waits for it. */
const isFree = ({ activity, queue }: Npc): boolean =>
  activity === 'idle' && !queue.turn && queue.length === 0;

const listed = (names: readonly string[]): string =>
  names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
