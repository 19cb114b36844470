import type { CharacterSetting } from '../../../schemas/lab/her-record.ts';
import { TagStream } from '../../her/tag-stream.ts';
import { sharedStretch, wordsOf } from '../checks/words.ts';
import type { Turn } from './conversation.ts';
import type { Fault } from './turn-checks.ts';

/** The fields of a character that may be added to, as HER names them. */
export const FIELDS = ['character_profile', 'background', 'motivation', 'description', 'experience'] as const;

/** What is added to a field of a character's setting, or with the field `scenario` to the scene of all. Names as in HER's reasons. */
export type Addition = {
  character: string;
  field: string;
  dialogue_shows: string;
  setting_missing: string;
  text_source: string;
  added: string;
};

/** Fewer words stand in any text. */
const MIN_QUOTE_WORDS = 4;
const MAX_ADDED_CHARS = 800;
/** So many words in a row are those of a turn. */
const SAME_WORDS = 6;

/** What an addition is checked against; `source`: the text that it is quoted from. */
export type Known = {
  source: string;
  turns: readonly Turn[];
  settings: Readonly<Record<string, CharacterSetting>>;
  scenario: string;
};

/**
 * What is wrong with an addition: the quote stands word for word in the source, and nothing of it happens in the conversation. `before`: the
 * additions that were found good before it.
 */
export function additionFaults(addition: Addition, known: Known, before: readonly Addition[] = []): Fault[] {
  const { character, field, text_source: quote, added } = addition;
  const faults: Fault[] = [];
  const tell = (check: string, problem: string): void => void faults.push({ check, problem });
  const existing = existingIn(known, character, field);
  if (typeof existing !== 'string') return [existing];
  if (added.trim() === '') tell('setting.empty', 'nothing is added');
  if (added.length > MAX_ADDED_CHARS)
    tell('setting.length', `${added.length} characters are added, at most ${MAX_ADDED_CHARS}`);
  const tags = new TagStream();
  if (added.includes('===') || [...tags.push(added), ...tags.end()].some(({ tag }) => tag !== null))
    tell('setting.tag', 'a tag or a header stands in what is added');
  if (wordsOf(quote).length < MIN_QUOTE_WORDS)
    tell('setting.quote-short', `the quote has fewer than ${MIN_QUOTE_WORDS} words`);
  else if (!quoted(quote, known.source))
    tell('setting.quote', `the quote does not stand in the source: "${quote.slice(0, 80)}"`);
  const own = before.filter(
    (one) => one.field === field && (field === 'scenario' || one.character === character),
  );
  if (
    added.trim() !== '' &&
    flat([existing, ...own.map((one) => one.added)].join('\n')).includes(flat(added))
  )
    tell('setting.known', 'it stands in the setting already');
  const later = known.turns.find(({ spans }) => {
    const words = spans.flatMap(({ text }) => wordsOf(text));
    return [quote, added].some(
      (text) => sharedStretch(wordsOf(text), words, SAME_WORDS).length >= SAME_WORDS,
    );
  });
  if (later)
    tell(
      'setting.timing',
      `it tells what happens in the conversation (turn ${later.id}), not what was before`,
    );
  return faults;
}

function existingIn(
  { settings, scenario }: Pick<Known, 'settings' | 'scenario'>,
  character: string,
  field: string,
): string | Fault {
  if (field === 'scenario') return scenario;
  const setting = settings[character];
  if (!setting) return { check: 'setting.character', problem: `no character is called ${character}` };
  const known = FIELDS.find((name) => name === field);
  return known ? setting[known] : { check: 'setting.field', problem: `no field is called ${field}` };
}

/** Whether a quote stands in a text word for word; line breaks and runs of spaces are one. */
export const quoted = (quote: string, source: string): boolean => flat(source).includes(flat(quote));

const flat = (text: string): string => text.trim().replaceAll(/\s+/g, ' ');

/** HER's four lines. */
export const reasonOf = ({ dialogue_shows, setting_missing, text_source, added }: Addition): string =>
  [
    `DIALOGUE shows: ${flat(dialogue_shows)}`,
    `SETTING missing: ${flat(setting_missing)}`,
    `TEXT source: "${flat(text_source)}"`,
    `ADDED: ${flat(added)}`,
  ].join('\n');
