import type { DialogueTurn, HerRecord } from '../../../schemas/lab/her-record.ts';
import { ENVIRONMENT, goesOn, hearersOf, speakersOf, turnForms } from '../data/turn-forms.ts';
import { herSpansOf } from '../her-text.ts';
import { othersOf, saidBefore, turnsOf } from './conversation.ts';
import { sourceFaults } from './turn-checks.ts';

/** HER's limit of what is rewritten at once: tokens by a quarter of the characters. */
const MAX_TOKENS = 30_000;

export type Cleaned = {
  record: HerRecord;
  /** Turns of the source that were joined to the one before, when they were read or here, and turns that held nothing. */
  merged: number;
  empty: number;
};

/** How many turns of the source these are. */
export const countOf = (turns: readonly DialogueTurn[]): number =>
  turns.reduce((sum, { origin_id }) => sum + origin_id.length, 0);

/** Why a conversation is of no use. */
export type Unusable = { reason: string; detail: string };

/**
 * Stage 0: turns in HER's form, speakers in a row joined, empty turns left out; every turn with an id of its own. Pure. What a model made of
 * it before is left out, but for plans, which are drafts.
 */
export function cleaned(found: HerRecord): Cleaned | Unusable {
  const conversation = found.conversation[0]!;
  const filled = conversation.dialogues.filter(({ standard_format }) => standard_format.trim() !== '');
  const dialogues = joinedTurns(filled);
  const ids = dialogues.flatMap(({ origin_id }) => origin_id);
  if (new Set(ids).size !== ids.length)
    return {
      reason: 'turns of one id',
      detail: 'Two turns have the same origin_id; number the turns of a conversation from 0 on.',
    };
  const record = {
    ...found,
    training_samples: {},
    character_datasets: settingsOf(found, dialogues),
    conversation: [{ ...conversation, dialogues, speaking_characters_w_env: speakersOf(dialogues) }],
  };
  const turns = turnsOf(record);
  if (!turns.some(({ isPlayed }) => isPlayed))
    return {
      reason: 'nobody speaks',
      detail: 'It has no turn of a character that no player plays. Scripts name speakers as "Name: text".',
    };
  const chars = turns.reduce((sum, { text }) => sum + text.length, 0);
  if (chars / 4 > MAX_TOKENS)
    return {
      reason: 'too long',
      detail: `It has about ${Math.ceil(chars / 4)} tokens, at most ${MAX_TOKENS}. Part it into scenes.`,
    };
  for (const turn of turns.filter(({ isCharacter }) => isCharacter)) {
    const [fault] = sourceFaults({
      name: turn.name,
      others: othersOf(turns, turn.name),
      history: saidBefore(turns, turn),
      text: turn.text,
    });
    if (fault)
      return {
        reason: fault.check,
        detail: `Turn ${turn.id} of ${turn.name}: ${fault.problem}. Mend it in the source.`,
      };
  }
  return {
    record,
    merged: countOf(dialogues) - dialogues.length,
    empty: countOf(conversation.dialogues) - countOf(filled),
  };
}

/** Everybody who speaks has a setting, if an empty one. */
function settingsOf(
  { book_name, character_datasets, conversation: [conversation] }: HerRecord,
  dialogues: readonly DialogueTurn[],
): HerRecord['character_datasets'] {
  const { scenario, topic, key_characters } = conversation!;
  const names = speakersOf(dialogues).filter((name) => name !== ENVIRONMENT);
  return Object.fromEntries(
    names.map((name) => [
      name,
      character_datasets[name] ?? {
        book_name,
        character: name,
        character_profile: '',
        background: '',
        scenario,
        topic,
        motivation: key_characters.find((character) => character.name === name)?.motivation ?? '',
        experience: '',
        description: '',
        other_character_profiles: {},
        output_format: '',
      },
    ]),
  );
}

function joinedTurns(turns: readonly DialogueTurn[]): DialogueTurn[] {
  const joined: DialogueTurn[] = [];
  for (const turn of turns) {
    const last = joined.at(-1);
    if (last && goesOn(last, turn)) joined[joined.length - 1] = bareTurn(last, turn);
    else joined.push(bareTurn(turn));
  }
  return joined;
}

/** One turn of one or two, without what was enhanced in it; the plan is that of the first. */
function bareTurn(first: DialogueTurn, ...more: DialogueTurn[]): DialogueTurn {
  const parts = [first, ...more];
  const { character, sys_thinking } = first;
  const hearers = hearersOf(first);
  const spans = parts.flatMap(({ standard_format }) =>
    character === ENVIRONMENT
      ? [{ span: 0, layer: 'role_action' as const, text: standard_format }]
      : herSpansOf(standard_format, character),
  );
  return {
    character,
    ...turnForms(character, spans),
    origin_id: parts.flatMap(({ origin_id }) => origin_id),
    ...(sys_thinking !== undefined && { sys_thinking }),
    // Says that brackets are words, which turn it is and who heard it.
    x_server: { turn: `t${first.origin_id[0]}`, ...(hearers && { hearers }) },
  };
}
