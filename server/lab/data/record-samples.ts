import type {
  CharacterSetting,
  DialogueTurn,
  HerRecord,
  SampleMessage,
} from '../../../schemas/lab/her-record.ts';
import { MOMENT, START } from '../../her/messages.ts';
import { toHer, viewFor } from '../../her/views.ts';
import { herSpansOf } from '../her-text.ts';
import { ENVIRONMENT, hearersOf } from './turn-forms.ts';

/** What a character is told where a record does not say it. */
const requirements = (name: string): string =>
  [
    `Answer in two parts. First exactly one <system_thinking></system_thinking> block: planning, in the third person, of how to play ${name}'s next turn; nobody ever sees it.`,
    `Then ${name}'s turn: speech as plain text, private thoughts in <role_thinking></role_thinking> in the first person, visible actions in ` +
      '<role_action></role_action> without a subject; mixed freely. Nobody else perceives the thoughts.',
    `Only ${name}, and one turn only.`,
  ].join('\n');

const section = (header: string, body: string): string[] =>
  body.trim() === '' ? [] : [`===${header}===\n${body}`];

/** What a character is told, in HER's section order (arXiv 2601.21459): enriched fields where there are any, empty sections left out. */
export function systemPromptOf(record: HerRecord, setting: CharacterSetting): string {
  const { character, book_name } = setting;
  const [conversation] = record.conversation;
  const others = Object.entries(setting.other_character_profiles)
    .map(([other, profile]) => `**${other}**: ${knownOf(record.character_datasets[other], profile)}`)
    .join('\n\n');
  const description = setting.description_enriched || setting.description;
  const experience = setting.experience_enriched || setting.experience;
  const profile = [
    description && `description: ${description}`,
    setting.character_profile_enriched || setting.character_profile,
    experience && `experience: ${experience}`,
  ];
  return [
    `You are ${character} from ${book_name}.`,
    ...section(`${character}'s Profile`, profile.filter(Boolean).join('\n')),
    ...section('Background', setting.background_enriched || setting.background),
    ...section('Current Scenario', conversation?.scenario_enriched || setting.scenario),
    ...section('Information about other Characters', others),
    ...section('Your Inner Thoughts', setting.motivation_enriched || setting.motivation),
    ...section('Requirements', setting.output_format || requirements(character)),
  ].join('\n\n');
}

const knownOf = (other: CharacterSetting | undefined, profile: string): string =>
  other?.description_enriched || other?.character_profile_enriched || profile;

/**
 * The samples of a record that was not played here, made anew from its turns, so that none holds another's thought, what its character did
 * not hear, or a plan in its history; players have none. A system prompt that the record has is kept, and so is what else stands with a
 * message of the same turns, by their ids.
 */
export function samplesOf(record: HerRecord): HerRecord['training_samples'] {
  const [conversation] = record.conversation;
  const turns = conversation?.dialogues ?? [];
  const speakers = new Set(turns.map(({ character }) => character));
  const players = new Set(record.x_server?.players as string[] | undefined);
  const settings = Object.values(record.character_datasets).filter(
    ({ character }) => speakers.has(character) && !players.has(character),
  );
  return Object.fromEntries(
    settings.map((setting) => {
      const known = record.training_samples[setting.character] ?? [];
      const system = known[0]?.role === 'system' ? known[0].content : systemPromptOf(record, setting);
      return [setting.character, withRest(sampleOf(setting.character, system, turns), known)];
    }),
  );
}

/** Messages with all that is known beside what they are made of. */
function withRest(messages: SampleMessage[], known: readonly SampleMessage[]): SampleMessage[] {
  const keyOf = ({ role, origin_id }: SampleMessage) => `${role} ${origin_id?.join() ?? ''}`;
  const rest = new Map(
    known
      .filter(({ role, origin_id }) => role === 'system' || origin_id)
      .map((message) => [keyOf(message), message]),
  );
  return messages.map((message) => ({ ...rest.get(keyOf(message)), ...message }));
}

function sampleOf(name: string, system: string, turns: readonly DialogueTurn[]): SampleMessage[] {
  const messages: SampleMessage[] = [
    { role: 'system', content: system, origin_id: null },
    { role: 'user', content: START, origin_id: null },
  ];
  let end = 0;
  for (const turn of turns) {
    const { character, origin_id } = turn;
    const isOwn = character === name;
    if (!isOwn && hearersOf(turn)?.includes(name) === false) continue;
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
    const plan = turn.sys_thinking;
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
