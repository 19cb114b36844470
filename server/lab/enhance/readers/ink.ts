import { Story } from 'inkjs';
import { ENVIRONMENT } from '../../data/turn-forms.ts';
import type { FoundScript } from './csv.ts';
import { type ScriptTurn, scriptTurn } from './script.ts';

/** A story that branches on is played no more often than this. */
const MAX_PLAYS = 2000;
/** Lines and choices of one playing: stories may go round for ever. */
const MAX_STEPS = 2000;
/** Ink's own number for what is no warning. */
const ERROR = 2;
/** Turns after which a conversation is cut where its knot is longer. */
const MAX_TURNS = 40;

/** What is read of a choice; the package's own types name files without their endings, which are not found. */
type FoundChoice = { text: string; sourcePath: string; index: number };

type Take = { knot: string; turns: ScriptTurn[] };

/**
 * The conversations of a story that was exported from Ink to JSON: it is played until every choice that can be reached was taken, and
 * each playing is cut where another knot begins; what was played before is left out. `Name: text` or the tag `speaker: Name` says who
 * speaks; a chosen line is the player's, all else is narration. `player`: whom choices belong to.
 */
export function scriptsInInk(json: string, book: string, player: string): FoundScript[] {
  const seen = new Set<string>();
  const takes = new Map<string, number>();
  const found: FoundScript[] = [];
  const add = ({ knot, turns }: Take, problem?: string): void => {
    const key = problem ?? JSON.stringify(turns);
    if (seen.has(key) || (turns.length === 0 && problem === undefined)) return;
    seen.add(key);
    const take = takes.get(knot) ?? 0;
    takes.set(knot, take + 1);
    found.push({
      book,
      scene: knot,
      index: [...takes.keys()].indexOf(knot),
      take,
      turns,
      players: [player],
      where: `knot ${knot}, way ${take + 1}`,
      ...(problem !== undefined && { problem }),
    });
  };
  const known = new Set<string>();
  const open: (readonly number[])[] = [[]];
  for (let plays = 0; plays < MAX_PLAYS && open.length > 0; plays += 1) {
    const { parts, others, problem } = played(json, { player, way: open.shift()!, known });
    open.push(...others);
    for (const part of parts) add(part);
    if (problem !== undefined) add({ knot: parts.at(-1)!.knot, turns: [] }, problem);
  }
  if (open.length > 0)
    add({ knot: 'start', turns: [] }, `the story has more than ${MAX_PLAYS} ways; part it into several.`);
  return found;
}

type Play = { parts: Take[]; others: number[][]; problem?: string };

/**
 * Plays once: the choices of `way`, then such as are not `known`, to where there are none. `others`: ways to those that were passed by, known
 * from now on.
 */
function played(
  json: string,
  { player, way, known }: { player: string; way: readonly number[]; known: Set<string> },
): Play {
  const play: Play = { parts: [{ knot: 'start', turns: [] }], others: [] };
  try {
    const story = new Story(json);
    story.allowExternalFunctionFallbacks = true;
    story.state.storySeed = 1;
    // A loose end is an end.
    story.onError = (message: string, type: number) => {
      if (type === ERROR && !/ran out of content/.test(message)) play.problem ??= problemOf(message);
    };
    const taken: number[] = [];
    let chosen: string | undefined;
    for (let steps = 0; steps < MAX_STEPS && play.problem === undefined; steps += 1) {
      if (story.canContinue) {
        const text = (story.Continue() ?? '').trim();
        const last = play.parts.at(-1)!;
        const knot =
          knotOf(story.state.currentPathString) ?? knotOf(story.state.previousPathString) ?? last.knot;
        if (text === '') continue;
        if (knot !== last.knot || last.turns.length >= MAX_TURNS) play.parts.push({ knot, turns: [] });
        play.parts.at(-1)!.turns.push(turnOf(text, story.currentTags ?? [], chosen, player));
        chosen = undefined;
        continue;
      }
      const choices = story.currentChoices as FoundChoice[];
      const fresh = choices.filter(({ text, sourcePath }) => !known.has(`${sourcePath} ${text}`));
      for (const { text, sourcePath } of fresh) known.add(`${sourcePath} ${text}`);
      const next = way[taken.length] ?? fresh.shift()?.index;
      if (next === undefined || !choices[next]) break;
      for (const { index } of fresh) play.others.push([...taken, index]);
      chosen = choices[next].text;
      taken.push(next);
      story.ChooseChoiceIndex(next);
    }
  } catch (error) {
    play.problem ??= problemOf((error as Error).message);
  }
  return play;
}

const problemOf = (message: string): string =>
  `the story cannot be played on: ${message.trim()} Give functions of the game fallbacks in Ink, and export it again.`;

function turnOf(
  text: string,
  tags: readonly string[],
  chosen: string | undefined,
  player: string,
): ScriptTurn {
  const named = tags.map((tag) => /^(?:speaker|character)\s*:\s*(.+)$/i.exec(tag)?.[1]?.trim()).find(Boolean);
  if (named) return scriptTurn(text, named);
  return scriptTurn(text, chosen !== undefined && text === chosen.trim() ? player : ENVIRONMENT);
}

/** Of a path such as `tavern.0.c-1`; undefined in what stands before all knots. */
const knotOf = (path: string | null): string | undefined => {
  const [first = ''] = (path ?? '').split('.');
  return /^\d*$/.test(first) ? undefined : first;
};
