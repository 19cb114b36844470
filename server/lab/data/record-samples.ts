import type {
  CharacterSetting,
  DialogueTurn,
  HerRecord,
  SampleMessage,
} from '../../../schemas/lab/her-record.ts';
import { toHer, viewFor } from '../../her/views.ts';
import { herSpansOf } from '../her-text.ts';
import { ENVIRONMENT } from './turn-forms.ts';

const START = '===Conversation Start===';
const MOMENT = `${ENVIRONMENT}: A moment passes.`;

/** What a character is told where a record does not say it. */
const REQUIREMENTS =
  'Answer in two parts. First one <system_thinking></system_thinking> block that plans in the third person how to play the next turn. Then the turn: what is said as plain text, private thoughts in <role_thinking></role_thinking>, visible actions in <role_action></role_action>, mixed freely. Only this character, only one turn.';

/** A system prompt in HER's section order; a field that was enriched counts before the original, empty sections are left out. */
export function systemPromptOf(setting: CharacterSetting): string {
  const { character, book_name, other_character_profiles: others } = setting;
  const description = setting.description_enriched || setting.description;
  const experience = setting.experience_enriched || setting.experience;
  const sections: [string, string][] = [
    [
      `${character}'s Profile`,
      [
        description && `description: ${description}`,
        setting.character_profile_enriched || setting.character_profile,
        experience && `experience: ${experience}`,
      ]
        .filter(Boolean)
        .join('\n'),
    ],
    ['Background', setting.background_enriched || setting.background],
    ['Current Scenario', setting.scenario],
    [
      'Information about other Characters',
      Object.entries(others)
        .map(([name, profile]) => `**${name}**: ${profile}`)
        .join('\n\n'),
    ],
    ['Your Inner Thoughts', setting.motivation_enriched || setting.motivation],
    ['Requirements', setting.output_format || REQUIREMENTS],
  ];
  return [
    `You are ${character} from ${book_name}.`,
    ...sections.filter(([, body]) => body !== '').map(([header, body]) => `===${header}===\n${body}`),
  ].join('\n\n');
}

/**
 * The samples of a record from elsewhere, made anew from its turns, so that none holds another's thought or a plan in its history. A
 * system prompt that the record has is kept; a plan that stands with a sample's message is joined by the ids of its turns.
 */
export function samplesOf(record: HerRecord): HerRecord['training_samples'] {
  const [conversation] = record.conversation;
  const turns = conversation?.dialogues ?? [];
  const speakers = new Set(turns.map(({ character }) => character));
  const settings = Object.values(record.character_datasets).filter(({ character }) =>
    speakers.has(character),
  );
  return Object.fromEntries(
    settings.map((setting) => {
      const known = record.training_samples[setting.character] ?? [];
      const system = known[0]?.role === 'system' ? known[0].content : systemPromptOf(setting);
      const plans = new Map(
        known.flatMap(({ role, origin_id, sys_thinking_revised: plan }) =>
          role === 'assistant' && plan && origin_id ? [[origin_id.join(), plan] as const] : [],
        ),
      );
      return [setting.character, sampleOf(setting.character, system, turns, plans)];
    }),
  );
}

function sampleOf(
  name: string,
  system: string,
  turns: readonly DialogueTurn[],
  plans: ReadonlyMap<string, string>,
): SampleMessage[] {
  const messages: SampleMessage[] = [
    { role: 'system', content: system, origin_id: null },
    { role: 'user', content: START, origin_id: null },
  ];
  let end = 0;
  for (const turn of turns) {
    const { character, origin_id } = turn;
    const isOwn = character === name;
    const text = isOwn ? bodyOf(turn) : perceivedOf(turn);
    if (text === '') continue;
    const content = `${character}: ${text}`;
    const last = messages.at(-1)!;
    if (!isOwn && last.role === 'user') {
      last.content += `\n\n${content}`;
      last.origin_id = [...(last.origin_id ?? []), ...origin_id];
      continue;
    }
    if (isOwn && last.role === 'assistant') messages.push({ role: 'user', content: MOMENT, origin_id: null });
    const plan = plans.get(origin_id.join()) ?? turn.sys_thinking;
    messages.push({
      role: isOwn ? 'assistant' : 'user',
      content,
      origin_id,
      ...(isOwn && plan && { sys_thinking_revised: plan }),
    });
    if (isOwn) end = messages.length;
  }
  return messages.slice(0, end);
}

const bodyOf = (turn: DialogueTurn): string => turn.enhanced_standard_format || turn.standard_format;

/** What others perceive of what was said last of a turn. */
const perceivedOf = (turn: DialogueTurn): string =>
  turn.character === ENVIRONMENT || !turn.enhanced_standard_format
    ? turn.without_think
    : toHer(viewFor(herSpansOf(turn.enhanced_standard_format), 'npc'));
