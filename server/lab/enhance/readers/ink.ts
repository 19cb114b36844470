import { Story } from 'inkjs';
import { ENVIRONMENT } from '../../data/turn-forms.ts';
import type { FoundScript } from './csv.ts';
import { type ScriptTurn, scriptTurn } from './script.ts';

/** A story that branches on is played no more often than this. */
const MAX_PLAYS = 60;
/** Lines of one playing: stories may go round for ever. */
const MAX_LINES = 400;
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
  const taken = new Map<string, number>();
  const takes = new Map<string, number>();
  const knots = new Map<string, number>();
  const found: FoundScript[] = [];
  const add = ({ knot, turns }: Take, problem?: string): void => {
    const key = JSON.stringify(turns);
    if ((turns.length === 0 || seen.has(key)) && problem === undefined) return;
    seen.add(key);
    const take = takes.get(knot) ?? 0;
    takes.set(knot, take + 1);
    if (!knots.has(knot)) knots.set(knot, knots.size);
    found.push({
      book,
      scene: knot,
      index: knots.get(knot)!,
      take,
      turns,
      where: `knot ${knot}, way ${take + 1}`,
      ...(problem !== undefined && { problem }),
    });
  };
  for (let play = 0; play < MAX_PLAYS; play += 1) {
    const { parts, isNew, problem } = played(json, player, taken);
    for (const part of parts) add(part);
    if (problem !== undefined) {
      add({ knot: parts.at(-1)?.knot ?? 'start', turns: [] }, problem);
      break;
    }
    if (!isNew) break;
  }
  return found;
}

/** Plays once, by the choices that were taken least. */
function played(json: string, player: string, taken: Map<string, number>) {
  const parts: Take[] = [{ knot: 'start', turns: [] }];
  let isNew = false;
  try {
    const story = new Story(json);
    story.allowExternalFunctionFallbacks = true;
    story.state.storySeed = 1;
    let chosen: string | undefined;
    for (let lines = 0; lines < MAX_LINES; lines += 1) {
      if (story.canContinue) {
        const knot = knotOf(story.state.currentPathString) ?? parts.at(-1)!.knot;
        const text = (story.Continue() ?? '').trim();
        const last = parts.at(-1)!;
        if (knot !== last.knot || last.turns.length >= MAX_TURNS) parts.push({ knot, turns: [] });
        if (text !== '') parts.at(-1)!.turns.push(turnOf(text, story.currentTags ?? [], chosen, player));
        chosen = undefined;
        continue;
      }
      const [choice] = (story.currentChoices as FoundChoice[])
        .map(({ text, sourcePath, index }) => ({ text, index, key: `${sourcePath} ${text}` }))
        .toSorted((a, b) => (taken.get(a.key) ?? 0) - (taken.get(b.key) ?? 0));
      if (!choice) break;
      isNew ||= !taken.has(choice.key);
      taken.set(choice.key, (taken.get(choice.key) ?? 0) + 1);
      chosen = choice.text;
      story.ChooseChoiceIndex(choice.index);
    }
    return { parts, isNew };
  } catch (error) {
    const problem = `the story cannot be played on from there: ${(error as Error).message.trim()}. Give functions of the game fallbacks in Ink, and export it again.`;
    return { parts, isNew, problem };
  }
}

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
