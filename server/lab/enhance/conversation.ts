import type { DialogueTurn, HerRecord } from '../../../schemas/lab/her-record.ts';
import type { Span } from '../../../schemas/layers.ts';
import { toHer, viewFor } from '../../her/views.ts';
import type { Said } from '../checks/check.ts';
import { ENVIRONMENT, hearersOf } from '../data/turn-forms.ts';
import { herSpansOf } from '../her-text.ts';

/** The stages of reverse synthesis (HER, arXiv 2601.21459) that can reject something. */
export type Stage = 'read' | 'clean' | 'gate';

/** A conversation as it was found. */
export type Source = { file: string; where: string; record: HerRecord };

/** What went in and does not come out. `reason` is one of few, to count by; `detail` says what was wrong and what to do. */
export type Rejection = {
  id?: string;
  file: string;
  where: string;
  stage: Stage;
  reason: string;
  detail: string;
};

/** A turn as the stages see it. */
export type Turn = {
  /** The first of its `origin_id`s: what it is known by in every stage, never its place in a list. */
  id: number;
  name: string;
  isCharacter: boolean;
  /** Whether a model is to learn it: it is a character's, and no player's. */
  isPlayed: boolean;
  /** HER's form, without name and plan. */
  text: string;
  spans: readonly Span[];
  /** The characters that perceived it, by name, besides its speaker; undefined: all. */
  hearers?: readonly string[] | undefined;
};

/** The turns of a record; what is enhanced already is taken so. */
export function turnsOf({ conversation: [conversation], x_server }: HerRecord): Turn[] {
  const players = new Set(x_server?.players as string[] | undefined);
  return conversation!.dialogues.map((turn) => turnOf(turn, players));
}

function turnOf(turn: DialogueTurn, players: ReadonlySet<string>): Turn {
  const { character, origin_id, standard_format, enhanced_standard_format } = turn;
  const text = enhanced_standard_format ?? standard_format;
  const isCharacter = character !== ENVIRONMENT;
  return {
    id: origin_id[0]!,
    name: character,
    isCharacter,
    isPlayed: isCharacter && !players.has(character),
    text,
    spans: isCharacter ? herSpansOf(text) : [{ span: 0, layer: 'role_action', text }],
    hearers: hearersOf(turn),
  };
}

/** The talk before a turn, as its speaker could check itself against. */
export const saidBefore = (turns: readonly Turn[], turn: Turn): Said[] =>
  turns.slice(
    0,
    turns.findIndex(({ id }) => id === turn.id),
  );

/** The talk as a character perceived it: all of its own turns, of others what was shown where it heard them. */
export const perceivedBy = (name: string, turns: readonly Turn[]): Turn[] =>
  turns.flatMap((turn) => {
    if (turn.name === name) return [turn];
    if (turn.hearers?.includes(name) === false) return [];
    const spans = viewFor(turn.spans, 'npc');
    const text = turn.isCharacter ? toHer(spans) : turn.text;
    return text === '' ? [] : [{ ...turn, text, spans }];
  });

/** Everybody but one. */
export const othersOf = (turns: readonly Turn[], name: string): string[] => [
  ...new Set(turns.filter((turn) => turn.isCharacter && turn.name !== name).map((turn) => turn.name)),
];

/** Who is played by a model, in the order of first words. */
export const charactersOf = (turns: readonly Turn[]): string[] => [
  ...new Set(turns.filter((turn) => turn.isPlayed).map((turn) => turn.name)),
];
