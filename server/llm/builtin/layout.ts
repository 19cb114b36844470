import type { Move } from './move.ts';
import { ACTIONS, THOUGHTS } from './phrases/common.ts';
import { type Stage, word } from './stage.ts';
import { plain, sentences, spoken, unpunctuated } from './words.ts';

/** One piece of a reply; adjacent pieces differ in kind. `g`: a call to the game, its name. */
export type Piece = { kind: 't' | 'a' | 's' | 'g'; text: string };

/** Orders of thought (t), action (a) and speech (s), as HER's pattern vocabulary has them (HER, arXiv 2601.21459). */
const PATTERNS = [
  'as',
  'tas',
  'sas',
  's',
  'ts',
  'ats',
  'sa',
  'tsa',
  'sts',
  'ast',
  'st',
  'asts',
  'tsas',
] as const;
const MARKS = { role_thinking: 't', role_action: 'a', speech: 's' } as const;

/** Arranges a move, so that no order comes a third time running and rare ones are preferred. */
export function arrange(stage: Stage, move: Move): Piece[] {
  const speech = move.speech.flatMap((piece) => sentences(piece));
  const thought = fresh(stage, move.thought) || common(stage, THOUGHTS);
  const action = fresh(stage, move.action) || ownAction(stage) || common(stage, ACTIONS);
  const past = pastPatterns(stage);
  const [last, before] = past.toReversed();
  const mustAct = move.call !== undefined && action !== '';
  const possible = PATTERNS.filter((pattern) => {
    const pieces = pattern.split('s').length - 1;
    return (
      pieces <= speech.length &&
      (thought !== '' || !pattern.includes('t')) &&
      (action !== '' || !pattern.includes('a')) &&
      (!mustAct || pattern.includes('a'))
    );
  });
  const allowed = possible.filter((pattern) => !(pattern === last && pattern === before));
  // Persona's authors wrote actions and thoughts to go with a line: show them where they are.
  const worth = (pattern: string): number =>
    past.filter((each) => each === pattern).length * 2 +
    (move.action && action !== '' && !pattern.includes('a') ? 1 : 0) +
    (move.thought && thought !== '' && !pattern.includes('t') ? 1 : 0) +
    stage.random.next();
  const pattern = (allowed.length > 0 ? allowed : possible)
    .map((each) => ({ each, cost: worth(each) }))
    .reduce((a, b) => (b.cost < a.cost ? b : a)).each;
  const pieces = lay(pattern, speech, thought, action);
  if (move.call === undefined) return pieces;
  // The call comes with what can be seen of it.
  const at = pieces.findIndex(({ kind }) => kind === 'a') + 1 || pieces.length;
  return pieces.toSpliced(at, 0, { kind: 'g', text: move.call });
}

function lay(pattern: string, speech: string[], thought: string, action: string): Piece[] {
  const turns = pattern.split('s').length - 1;
  let spokenSoFar = 0;
  let turn = 0;
  return [...pattern].map((kind) => {
    if (kind === 't') return { kind, text: thought };
    if (kind === 'a') return { kind, text: action };
    turn += 1;
    const until =
      turn === turns ? speech.length : Math.max(spokenSoFar + 1, Math.floor((speech.length * turn) / turns));
    const text = speech.slice(spokenSoFar, until).join(' ');
    spokenSoFar = until;
    return { kind: 's', text };
  });
}

/** The orders of the NPC's own last turns, oldest first. */
function pastPatterns({ scene, talk }: Stage): string[] {
  return talk
    .filter((line) => line.from === `npc:${scene.npc}`)
    .map((line) =>
      line.spans
        .map((span) => MARKS[span.layer as keyof typeof MARKS] ?? '')
        .join('')
        .replaceAll(/(.)\1+/g, '$1'),
    );
}

/** Something the persona does: in its register's manner, or from an example line that could stand anywhere. */
function ownAction(stage: Stage): string {
  const actions = stage.scene.persona.examples
    .filter(({ kind, cue }) => ANYWHERE.has(kind) && !cue)
    .map(({ action }) => unpunctuated(spoken(action ?? '')))
    .filter((each) => each !== '' && stage.said.isFresh(each));
  const generic = unpunctuated(word(stage, 'action')).replace(/^./u, (letter) => letter.toLowerCase());
  return (
    (stage.random.next() < 0.5 && stage.random.pick(actions)) || generic || (stage.random.pick(actions) ?? '')
  );
}

const common = (stage: Stage, phrases: readonly string[]): string =>
  (stage.isEnglish && stage.random.shuffle(phrases).find((each) => stage.said.isFresh(each))) || '';

const ANYWHERE: ReadonlySet<string> = new Set(['small-talk', 'question', 'gossip', 'agreement', 'answer']);

const fresh = (stage: Stage, text: string | undefined): string => {
  const bare = unpunctuated(text ?? '');
  return bare !== '' && stage.said.isFresh(bare) ? bare : '';
};

/** Writes the pieces in HER's form: nothing between a closing tag and what follows, no full stop before one. */
export const render = (stage: Stage, pieces: readonly Piece[]): string =>
  pieces
    .map(({ kind, text }) => {
      if (kind === 'g') return `<game_action name="${text}">{}</game_action>`;
      if (kind === 't') return `<role_thinking>${unpunctuated(untagged(text))}</role_thinking>`;
      if (kind === 'a') return `<role_action>${unpunctuated(untagged(text))}</role_action>`;
      return unprefixed(stage, untagged(text));
    })
    .join('');

const untagged = (text: string): string =>
  text
    .replaceAll(/[<>[\](){}*|=（）【】]/g, '')
    .replaceAll(/\s+/g, ' ')
    .trim();

/** Speech in which no name stands before a colon, as a turn's prefix would. */
function unprefixed({ scene }: Stage, text: string): string {
  const names = [
    scene.persona.name,
    ...(scene.to ? [scene.to.name] : []),
    ...scene.others.map((other) => other.name),
    'Environment',
  ];
  return names
    .map(plain)
    .filter((name) => name !== '')
    .reduce(
      (safe, name) => safe.replaceAll(`${name}:`, `${name},`).replaceAll(`${name}：`, `${name}，`),
      text,
    );
}
