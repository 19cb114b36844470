import type { Line } from '../../schemas/record.ts';
import type { Talk } from '../../schemas/talks.ts';
import { calledIn, isFarewell } from '../dialogue/director.ts';
import { toPlain } from '../her/views.ts';
import { speechOf } from './follow-ups.ts';
import type { Instance } from './instance.ts';
import type { Npc } from './npc.ts';

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

/** A talk that begins by a trigger, before anybody was told why. */
export type PlannedTalk = Omit<RunningTalk, 'answered'> & { name: string };

/** How long people take to read what was said: milliseconds for each sign, and at most. */
const READING = { msPerSign: 40, mostMs: 8_000 };

/** The talk that a trigger begins now; all of its speakers must be there. */
export function plannedTalk({ npcs, parts, world }: Instance, name: string, talk: Talk): PlannedTalk {
  const speakers = talk.between.map((id) => npcs.get(id)!);
  return {
    name,
    speakers,
    location: speakers[0]!.location,
    about: talk.about,
    had: 0,
    most: Math.min(talk.turns, world.talkLimits.turnsPerTalk),
    next: speakers[0]!,
    to: `npc:${talk.between[1]}`,
    dueAt: parts.now(),
  };
}

const LIST = new Intl.ListFormat('en-GB');

/** What its speakers perceive first. What a talk is about is a direction: nobody perceives it, and nobody remembers it. */
export function openingOf({ speakers }: PlannedTalk): string {
  const [first, ...others] = speakers.map(({ persona }) => persona.name);
  return `It is quiet, and ${first} says something to ${LIST.format(others)}, unasked.`;
}

/** Takes in what was said last: who speaks next, and when (`now`: Unix milliseconds). False where the talk is over by it. */
export function takesIn(talk: RunningTalk, line: Line, now: number): boolean {
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
  if (!next || talk.had >= talk.most || line.status !== 'complete' || isFarewell(speech)) return false;
  talk.next = next;
  talk.to = line.from;
  talk.answered = line;
  talk.dueAt = now + Math.min([...toPlain(line.spans)].length * READING.msPerSign, READING.mostMs);
  return true;
}
