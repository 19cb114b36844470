import type { Span } from '../../../schemas/layers.ts';
import type { ChatMessage } from '../../../schemas/scene.ts';
import { toBrackets } from '../../her/brackets.ts';
import { CHATML_STOPS } from '../../her/chatml.ts';
import { choiceIn, parseNextSpeaker } from '../../her/next-speaker.ts';
import { toHer, viewFor } from '../../her/views.ts';
import type { LabModel } from '../calls/lab-model.ts';
import { answerSpansOf, answerTextOf, spansOf } from '../her-text.ts';
import { ENVIRONMENT } from '../scenes.ts';
import { seeded, seedOf } from '../stats.ts';
import { actorScene } from './actor-scene.ts';
import type { Circumstance } from './circumstance.ts';
import { actorPrompt, environmentPrompt, nextSpeakerPrompt, START } from './prompts.ts';
import { withoutLoops } from './repair.ts';
import type { Protocol } from './score.ts';

export type ActingOptions = {
  /** At most so many utterances; CoSER and HER's documents say 20. */
  rounds: number;
  /** So many rounds are taken from the original first. */
  continueFrom: number;
  protocol: Protocol;
  /** What an actor sees of its own turns: `raw`, as HER's evaluation has it, plan included; `training`, without the plan. */
  history: 'raw' | 'training';
  temperature: number;
  maxTokens: number;
  /** The model goes before a persona's own: who names an actor for a run asks what that one does. */
  isModelFixed?: true;
  /** Which of several repetitions this is. */
  repeat: number;
};

/** Who plays: the actors, and whoever tells what happens and who is next; without a model for that, characters take turns by chance. */
export type Players = { actor: LabModel; director?: LabModel };

/** One utterance of a simulation. `isGiven`: it is the original's. */
export type ActedTurn = { round: number; name: string; spans: Span[]; raw: string; isGiven: boolean };

/** What was chosen after a round, and whether the choice could be obeyed. */
export type Choice = { round: number; answer: string; next: string; isObeyed: boolean };

export type Simulation = {
  id: string;
  turns: ActedTurn[];
  choices: Choice[];
  /** `end`: the director ended it; `rounds`: there were no more. */
  ended: 'end' | 'rounds';
};

/** The end of a scene is obeyed from this round on, counted from 0. */
const FIRST_END_ROUND = 5;
const END = /<?\s*END[ _]CHAT\s*>?/i;
/** CoSER takes what these write as it comes. */
const UNREPAIRED = /gpt|claude/i;
const DIRECTOR = { temperature: 0.7, maxTokens: 512 };

/** Plays a given circumstance as HER's evaluation does (its rounds, whom each turn reaches, how the next speaker is found). */
export async function simulate(
  scene: Circumstance,
  { actor, director }: Players,
  options: ActingOptions,
): Promise<Simulation> {
  const { rounds, protocol, repeat } = options;
  const givenRounds = givenRoundsOf(scene, options, director !== undefined);
  const random = seeded(seedOf(`${scene.id} ${repeat}`));
  const agents = new Map(scene.speakers.map((name) => [name, new Agent(options)]));
  const watcher = new Agent(options);
  const turns: ActedTurn[] = [];
  const choices: Choice[] = [];
  let speaker = scene.speakers.find((name) => director || givenRounds > 0 || name !== ENVIRONMENT)!;

  for (let round = 0; round < rounds; round += 1) {
    const given = round < givenRounds ? scene.reference[round] : undefined;
    if (given) speaker = given.name;
    const turn = given
      ? { name: speaker, raw: given.text, spans: spansOf(given.text, speaker), isGiven: true }
      : { ...(await speak(speaker)), isGiven: false };
    turns.push({ round, ...turn });
    for (const [name, agent] of agents) agent.hear(turn, name === speaker);
    watcher.hear(turn, false);
    if (round === rounds - 1) continue;
    const original = nextGiven(scene, round, givenRounds, director !== undefined);
    if (original !== undefined) {
      watcher.chose(original);
      speaker = original;
      continue;
    }
    const choice = await choose(round);
    choices.push(choice);
    if (choice.next === 'end') return { id: scene.id, turns, choices, ended: 'end' };
    watcher.chose(choice.answer || choice.next, choice.isObeyed ? undefined : nextSpeakerPrompt(scene));
    speaker = choice.next;
  }
  return { id: scene.id, turns, choices, ended: 'rounds' };

  async function speak(name: string): Promise<Omit<ActedTurn, 'round' | 'isGiven'>> {
    const agent = agents.get(name) ?? watcher;
    if (name === ENVIRONMENT) {
      const { text } = await (director ?? actor).complete({
        purpose: 'environment',
        messages: agent.messages(environmentPrompt(scene)),
        sample: repeat,
        ...DIRECTOR,
      });
      const spans = viewFor(spansOf(text, name), 'npc');
      return { name, raw: toHer(spans), spans };
    }
    const own = scene.characters.find((character) => character.name === name)?.npc?.persona.model;
    const model = options.isModelFixed ? undefined : own?.model;
    const { text, reasoning } = await actor.complete({
      purpose: 'actor',
      messages: agent.messages(actorPrompt(scene, name, protocol)),
      stops: [...CHATML_STOPS],
      // CoSER's actors are asked at 0, whoever they are.
      temperature: (protocol === 'her' ? own?.temperature : undefined) ?? options.temperature,
      maxTokens: options.maxTokens,
      sample: repeat,
      form: 'evaluation',
      plan: protocol === 'her' ? 'full' : 'off',
      ...(!actor.isReal && { scene: actorScene(scene, name, turns) }),
      ...(model !== undefined && { model }),
    });
    // HER's evaluation leaves what an actor writes for others where it stands; CoSER cuts it off.
    const others = protocol === 'coser' ? scene.speakers.filter((other) => other !== name) : undefined;
    const isRepaired = protocol === 'coser' && !UNREPAIRED.test(model ?? actor.name);
    const answer = { text: isRepaired ? withoutLoops(text) : text, reasoning };
    return { name, raw: answerTextOf(answer), spans: answerSpansOf(answer, name, others) };
  }

  async function choose(round: number): Promise<Choice> {
    const candidates = scene.speakers.filter((name) => name !== speaker);
    // Without a director there is nobody to tell what happens, either.
    if (!director) {
      const people = candidates.filter((name) => name !== ENVIRONMENT && name !== 'Narrator');
      return { round, answer: '', next: drawn(people, random) ?? speaker, isObeyed: false };
    }
    const { text: answer } = await director.complete({
      purpose: 'next-speaker',
      messages: watcher.messages(nextSpeakerPrompt(scene)),
      sample: repeat,
      ...DIRECTOR,
    });
    const isEnd = END.test(choiceIn(answer));
    if (isEnd && round >= FIRST_END_ROUND) return { round, answer, next: 'end', isObeyed: true };
    const next = isEnd ? undefined : parseNextSpeaker(answer, candidates);
    if (next) return { round, answer, next, isObeyed: true };
    const drawable = [...new Set([...scene.major, ENVIRONMENT])].filter((name) => name !== speaker);
    return { round, answer, next: drawn(drawable, random)!, isObeyed: false };
  }
}

/**
 * So many rounds are the original's. Nobody plays the world without a director: what the original begins with is given, where it is the
 * world's.
 */
export function givenRoundsOf(
  { reference }: Circumstance,
  { rounds, continueFrom }: Pick<ActingOptions, 'rounds' | 'continueFrom'>,
  isDirected: boolean,
): number {
  const begins = !isDirected && reference[0]?.name === ENVIRONMENT ? 1 : 0;
  return Math.min(rounds, reference.length, Math.max(continueFrom, begins));
}

/**
 * Who speaks after a given round, by the original; undefined where the round is none of its own, or it goes on with nobody who can be played.
 * While the original goes on nobody else is asked.
 */
export function nextGiven(
  { reference, speakers }: Circumstance,
  round: number,
  givenRounds: number,
  isDirected: boolean,
): string | undefined {
  if (round >= givenRounds) return undefined;
  const next = reference[round + 1]?.name;
  if (next === undefined || round + 1 < givenRounds) return next;
  const isPlayed = speakers.includes(next) && (isDirected || next !== ENVIRONMENT);
  return isPlayed && next !== reference[round]!.name ? next : undefined;
}

/** One of those who listen: what it was sent of the scene so far. */
class Agent {
  readonly #heard: ChatMessage[] = [{ role: 'user', content: START }];
  readonly #options: ActingOptions;

  constructor(options: ActingOptions) {
    this.#options = options;
  }

  /** Others' thoughts never reach it; of its own, the plan depends on the form of history. */
  hear({ name, raw, spans }: Pick<ActedTurn, 'name' | 'raw' | 'spans'>, isOwn: boolean): void {
    const { protocol, history } = this.#options;
    const told = viewFor(spans, isOwn ? 'self' : 'npc');
    const text = `${name}: ${protocol === 'coser' ? toBrackets(told) : toHer(told)}`;
    if (!isOwn) this.#add('user', text);
    else this.#add('assistant', history === 'raw' && raw !== '' ? raw : text);
  }

  /** CoSER's director sees what it chose, and, after a choice that could not be obeyed, its prompt once more. HER's does not. */
  chose(answer: string, prompt?: string): void {
    if (this.#options.protocol !== 'coser') return;
    this.#add('assistant', answer);
    if (prompt !== undefined) this.#add('user', prompt);
  }

  messages(system: string): ChatMessage[] {
    return [{ role: 'system', content: system }, ...this.#heard];
  }

  /** CoSER joins messages of one role; HER's evaluation sends them one after another. */
  #add(role: 'user' | 'assistant', content: string): void {
    const last = this.#heard.at(-1)!;
    if (this.#options.protocol === 'coser' && last.role === role)
      this.#heard[this.#heard.length - 1] = { role, content: `${last.content}\n\n${content}` };
    else this.#heard.push({ role, content });
  }
}

/** A talk as it is judged: the plan and the director's choices left out, names before every turn, in CoSER's brackets. */
export const simulationText = (
  turns: readonly Pick<ActedTurn, 'name' | 'spans'>[],
  hasThoughts: boolean,
): string =>
  turns
    .map(({ name, spans }) => `${name}: ${toBrackets(viewFor(spans, hasThoughts ? 'judge' : 'npc'))}`)
    .join('\n\n');

/** Turns that length is forgiven for: those of characters who are judged. */
export const actorTurns = (turns: readonly ActedTurn[], guests: readonly string[] = []): number =>
  turns.filter(({ name }) => name !== ENVIRONMENT && !guests.includes(name)).length;

const drawn = <T>(from: readonly T[], random: () => number): T | undefined =>
  from[Math.floor(random() * from.length)];
