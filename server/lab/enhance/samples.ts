import type { CharacterSetting, HerRecord, SampleMessage } from '../../../schemas/lab/her-record.ts';
import { toHer, viewFor } from '../../her/views.ts';
import { ENVIRONMENT } from '../data/turn-forms.ts';
import { charactersOf, type Turn, turnsOf } from './conversation.ts';

const START = '===Conversation Start===';
const MOMENT = `${ENVIRONMENT}: A moment passes.`;

const section = (header: string, body: string): string[] =>
  body.trim() === '' ? [] : [`===${header}===\n${body}`];

/** What a character is told, in HER's training form (arXiv 2601.21459): enriched fields where there are any, empty sections left out. */
export function systemPrompt(record: HerRecord, name: string): string {
  const setting = record.character_datasets[name]!;
  const { scenario, scenario_enriched } = record.conversation[0]!;
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
    `You are ${name} from ${record.book_name}.`,
    ...section(`${name}'s Profile`, profile.filter(Boolean).join('\n')),
    ...section('Background', setting.background_enriched || setting.background),
    ...section('Current Scenario', scenario_enriched || scenario),
    ...section('Information about other Characters', others),
    ...section('Your Inner Thoughts', setting.motivation_enriched || setting.motivation),
    ...section('Requirements', requirements(name)),
  ].join('\n\n');
}

const knownOf = (other: CharacterSetting | undefined, profile: string): string =>
  other?.description_enriched || other?.character_profile_enriched || profile;

const requirements = (name: string): string =>
  [
    `Answer in two parts. First exactly one <system_thinking></system_thinking> block: planning, in the third person, of how to play ${name}'s next turn; nobody ever sees it.`,
    `Then ${name}'s turn: speech as plain text, private thoughts in <role_thinking></role_thinking> in the first person, visible actions in ` +
      '<role_action></role_action> without a subject; mixed freely. Nobody else perceives the thoughts.',
    `Only ${name}, and one turn only.`,
  ].join('\n');

/** Every character's view of the talk: own turns with their thoughts, the others' without; the plans stand apart. */
export const samplesOf = (record: HerRecord): HerRecord['training_samples'] => {
  const turns = turnsOf(record);
  const known = charactersOf(turns).filter((name) => record.character_datasets[name]);
  return Object.fromEntries(known.map((name) => [name, sampleOf(record, turns, name)]));
};

function sampleOf(record: HerRecord, turns: readonly Turn[], name: string): SampleMessage[] {
  const dialogues = new Map(record.conversation[0]!.dialogues.map((turn) => [turn.origin_id[0]!, turn]));
  const messages: SampleMessage[] = [
    { role: 'system', content: systemPrompt(record, name), origin_id: null },
  ];
  let heard: string[] = [START];
  let ids: number[] = [];
  for (const turn of turns) {
    const { origin_id, sys_thinking } = dialogues.get(turn.id)!;
    if (turn.name !== name) {
      const seen = turn.isCharacter ? toHer(viewFor(turn.spans, 'npc')) : turn.text;
      if (seen !== '') {
        heard.push(`${turn.name}: ${seen}`);
        ids.push(...origin_id);
      }
      continue;
    }
    messages.push({
      role: 'user',
      content: (heard.length > 0 ? heard : [MOMENT]).join('\n\n'),
      origin_id: ids,
    });
    messages.push({
      role: 'assistant',
      content: `${name}: ${turn.text}`,
      origin_id,
      ...(sys_thinking !== undefined && { sys_thinking_revised: sys_thinking }),
    });
    [heard, ids] = [[], []];
  }
  return messages;
}

/** The talk up to a turn of its own, as a character is asked for it. */
export function messagesBefore(messages: readonly SampleMessage[], id: number): SampleMessage[] {
  return messages.slice(
    0,
    messages.findIndex(({ role, origin_id }) => role === 'assistant' && origin_id?.[0] === id),
  );
}
