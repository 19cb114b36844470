import type { CardData } from './card-schema.ts';
import { fit, withoutMarks } from './card-text.ts';
import type { Report } from './report.ts';

const PROMPT = "a prompt; here the server's own prompt plays the character";
const READ = [
  'name',
  'description',
  'personality',
  'scenario',
  'first_mes',
  'mes_example',
  'alternate_greetings',
  'group_only_greetings',
  'nickname',
  'character_book',
];
const NOTED = [
  'system_prompt',
  'post_history_instructions',
  'creator_notes',
  'creator',
  'character_version',
  'tags',
  'assets',
  'extensions',
];
/** What old programs wrote beside the fields of version 1, or a second time. */
const NEVER_OF_USE = [
  'spec',
  'spec_version',
  'data',
  'char_name',
  'char_persona',
  'world_scenario',
  'char_greeting',
  'example_dialogue',
];
const MAX_NAMED = 40;

/** Notes all that a card holds and no persona has room for: prompts, notes, tags, pictures, data of other programs. */
export function noteLeftOut(card: CardData, report: Report): void {
  const note = (field: string, value: string, words: string) => {
    if (value.trim() !== '') report.left(field, words);
  };
  note('system_prompt', card.system_prompt, PROMPT);
  note('post_history_instructions', card.post_history_instructions, PROMPT);
  note(
    'creator_notes',
    card.creator_notes,
    `for people, not for the character: ${shown(card.creator_notes, 600)}`,
  );
  note('creator', card.creator, shown(card.creator, 100));
  note('character_version', card.character_version, shown(card.character_version, 100));
  note('tags', card.tags.join(''), shown(card.tags.join(', '), 200));
  for (const { type, uri, name } of card.assets.slice(0, MAX_NAMED)) {
    if (uri === '' || uri === 'ccdefault:') continue;
    const what = `${shown(type, 30) || 'asset'} ${shown(name, 60)}`.trim();
    const isAddress = /^https:\/\//i.test(uri);
    report.left(
      'assets',
      isAddress
        ? `${what} at ${shown(uri, 200)}; copy it to a server of yours before you make it the portrait`
        : `${what}: pictures and sounds within a card are not taken over`,
    );
  }
  for (const name of Object.keys(card.extensions).slice(0, MAX_NAMED)) {
    if (name === 'soliloquy' || isEmpty(card.extensions[name])) continue;
    report.left(
      `extensions.${shown(name, 60)}`,
      name === 'depth_prompt' ? PROMPT : 'settings of another program',
    );
  }
  const others = Object.keys(card).filter((name) => ![...READ, ...NOTED, ...NEVER_OF_USE].includes(name));
  for (const name of others.slice(0, MAX_NAMED))
    if (!isEmpty(card[name])) report.left(shown(name, 60), 'unknown here, or of no use to a game');
}

const shown = (text: string, max: number): string =>
  fit(
    withoutMarks(text.slice(0, 4 * max))
      .split(/\s+/)
      .filter(Boolean)
      .join(' '),
    max,
  ).text;

function isEmpty(value: unknown): boolean {
  if (value === null || value === undefined || value === '' || value === false) return true;
  return typeof value === 'object' && Object.keys(value).length === 0;
}
