import type { CharacterSetting, HerRecord } from '../../../schemas/lab/her-record.ts';
import type { ChatMessage } from '../../../schemas/scene.ts';
import { perceivedBy, type Turn } from './conversation.ts';
import type { DraftKind, Lengths } from './plan-checks.ts';
import { FIELDS } from './setting-checks.ts';

/** HER's caps of what is told of a character and of the others, in characters. */
const OWN_PROFILE = 1500;
const OTHER_PROFILE = 500;
const SOURCE = 24_000;
const DRAFT = 4000;

const asked = (system: readonly string[], user: readonly string[]): ChatMessage[] => [
  { role: 'system', content: system.join('\n\n') },
  { role: 'user', content: user.filter((part) => part !== '').join('\n\n') },
];

const section = (header: string, body: string): string =>
  body.trim() === '' ? '' : `## ${header}\n${body.trim()}`;

/** Each turn with its number, by which it is answered for. */
const numbered = (turns: readonly Turn[]): string =>
  turns.map(({ id, name, text }) => `[${id}] ${name}: ${text}`).join('\n');

const indices = (turns: readonly { id: number }[]): string => turns.map(({ id }) => id).join(', ');

/** Stage 1: what a model is told that enriches thoughts and actions. */
export function roleThinkingPrompt(
  record: HerRecord,
  turns: readonly Turn[],
  targets: readonly Turn[],
): ChatMessage[] {
  const { scenario, key_characters } = record.conversation[0]!;
  const motives = key_characters
    .filter(({ motivation }) => motivation !== '')
    .map(({ name, motivation }) => `${name}: ${motivation}`);
  return asked(
    [
      'You edit the script of a role-play. Give its turns the inner thoughts and visible actions that they lack, and change as little as you can: ' +
        'what is said stays as it is, in the same style, meaning and language.',
      [
        'Form of a turn: speech as plain text, private thoughts in <role_thinking></role_thinking>, visible actions in <role_action></role_action>.',
        'Rules:',
        '- No tag in a tag, no space behind an end tag, no sentence mark just before an end tag, never two thoughts or two actions side by side.',
        '- A thought is the first person. An action has no subject; a pronoun in it means somebody else.',
        '- No feeling or thought in an action; no action told in speech.',
        '- Nobody reads minds: a thought may guess from what was seen and heard, and knows nothing its character could not know.',
        '- Never another name followed by a colon. One language. Nothing against what was said before, nothing said twice.',
        '- About 200 characters a turn, unless it is longer already; turns do not grow one after the other.',
        '- Vary the order of elements (think->act->speech, think->speech, act->speech, speech, speech->act->speech, act->think->speech and others): five or ' +
          'more in a conversation, none more than twice running.',
      ].join('\n'),
      'Answer with this JSON alone, an entry for each turn that is asked for: {"turns": [{"dialogue_index": 0, "original": "the turn as it was", ' +
        '"enhanced_role_think": "the turn in the form above, without its name", "enhanced_reason": "why, in a sentence", "pattern": "think->speech"}]}. ' +
        'dialogue_index is the number before the turn; copy it. Write quotation marks within texts as single ones.',
    ],
    [
      section('Scene', scenario),
      section('What they want', motives.join('\n')),
      section('Conversation', numbered(turns)),
      `Turns asked for: ${indices(targets)}`,
    ],
  );
}

/** Stage 2a: what is added to a character's own prompt, so that a reasoning model thinks before its turn of its own accord. */
export const forwardRequirement = (name: string): string =>
  `Play ${name}'s next turn, and this one turn alone: speech as plain text, private thoughts in <role_thinking></role_thinking>, visible actions ` +
  `in <role_action></role_action>. Begin with "${name}: ".`;

/** A turn whose plan is written. */
export type PlanTarget = {
  id: number;
  /** The reply that the plan leads to. */
  text: string;
  draft: string;
  kind: DraftKind;
  lengths: Lengths;
};

const DUTY: Record<DraftKind, string> = {
  A: 'keep its structure and length, change what does not lead to the reply',
  B: 'it is written as the character: write it anew, about the character',
  C: 'there is none: write it',
};

/** Stage 2b: what a model is told that rewrites drafts into plans that lead to the replies. */
export function planPrompt(
  name: string,
  setting: CharacterSetting,
  turns: readonly Turn[],
  targets: readonly PlanTarget[],
): ChatMessage[] {
  const others = Object.entries(setting.other_character_profiles).map(
    ([other, profile]) => `${other}: ${profile.slice(0, OTHER_PROFILE)}`,
  );
  const tasks = targets.map(
    ({
      id,
      draft,
      kind,
      lengths: {
        asked: [least, most],
      },
    }) =>
      [
        `[${id}] type ${kind}: ${DUTY[kind]}; ${least} to ${most} characters.`,
        draft && `Draft: ${draft.slice(0, DRAFT)}`,
      ]
        .filter(Boolean)
        .join('\n'),
  );
  return asked(
    [
      `For some turns of ${name} in a role-play, write the plan that somebody who plays ${name} makes just before the turn. The turn is known: the plan leads to it.`,
      [
        'Rules:',
        `- The third person about ${name}, opening such as "I need to portray ${name} as …". Never as ${name}.`,
        '- It plans the next turn of that character alone, and knows nothing that comes later.',
        '- People are called by their names; the word "user" never stands in it.',
        '- Context, goal, plan, drafting, in this order where it is long. The first turn of a character considers scene, background, motive and how to open.',
        '- No tags, and no sentence of the turn word for word.',
      ].join('\n'),
      'Answer with this JSON alone, exactly one entry for each turn that is asked for: {"turns": [{"dialogue_index": 0, "reply_opening": "the first ten words of ' +
        'the turn", "type": "A", "revised_sys_thinking": "the plan", "revision_notes": "the type, and what was changed"}]}. Write quotation marks within texts as single ones.',
    ],
    [
      section(`${name}'s profile`, setting.character_profile.slice(0, OWN_PROFILE)),
      section('Background', setting.background.slice(0, OWN_PROFILE)),
      section('Scene', setting.scenario),
      section(`What ${name} wants`, setting.motivation),
      section('The others', others.join('\n')),
      section('Conversation', numbered(perceivedBy(name, turns))),
      section('Turns asked for', tasks.join('\n\n')),
    ],
  );
}

/** Stage 3: what a model is told that looks for what the settings lack. */
export function settingPrompt(record: HerRecord, turns: readonly Turn[], source: string): ChatMessage[] {
  const { scenario } = record.conversation[0]!;
  const settings = Object.values(record.character_datasets).map((setting) =>
    [
      `### ${setting.character}`,
      ...FIELDS.filter((field) => setting[field] !== '').map((field) => `${field}: ${setting[field]}`),
    ].join('\n'),
  );
  return asked(
    [
      'The settings of a role-play tell what its characters are before the first turn. Find what the conversation shows of a character that the settings do ' +
        'not explain, and that the source text does. Where nothing is needed, or the source is silent, add nothing: an empty list is a good answer.',
      [
        'Rules:',
        '- text_source is copied from the source, word for word, one sentence or part of one. It is looked up; an invented one is thrown away.',
        '- All tells the state before the first turn: nothing that is said or happens in the conversation.',
        `- field is one of ${FIELDS.join(', ')}, or scenario for what all see (then character is ""). profile: traits, looks, history; background: what happened before; motivation: goals and mood at the beginning; description: one sentence; experience: what the character is about to do.`,
        '- Nothing is rewritten: added is put behind what stands there.',
      ].join('\n'),
      'Answer with this JSON alone: {"additions": [{"character": "", "field": "", "dialogue_shows": "", "setting_missing": "", "text_source": "", "added": ""}]}. Write ' +
        'quotation marks within texts as single ones.',
    ],
    [
      section('Source text', source.slice(0, SOURCE)),
      section('Scene', scenario),
      section('Settings', settings.join('\n\n')),
      section('Conversation', numbered(turns)),
    ],
  );
}
