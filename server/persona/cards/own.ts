import { isDeepStrictEqual } from 'node:util';
import { Character } from '../../../schemas/card.ts';
import { Persona } from '../../../schemas/persona.ts';
import { problemsOf } from '../../../schemas/problems.ts';
import { CardData } from './card-schema.ts';
import { cardText } from './card-text.ts';
import { honest } from './honest.ts';
import type { Report } from './report.ts';
import { partsOf, writeCard } from './write-card.ts';

/** Which of our fields a field of a card stands for. */
const STANDS_FOR = {
  name: ['name'],
  personality: ['personality'],
  scenario: ['background'],
  first_mes: ['greeting'],
  alternate_greetings: ['greeting'],
  mes_example: ['examples'],
} as const;

/** A card that this server wrote: the character as it was, and what another program may have done to the card since. */
export type Own = Character & {
  /** The character with what was edited elsewhere; `mapped` reads it from the card's own fields. */
  keepEdits(mapped: () => Character): Character;
};

/** The whole character that our own cards carry in `extensions.soliloquy`; undefined where there is none that can be read. */
export function ownOf(data: CardData, form: 'v1' | 'v2' | 'v3', report: Report): Own | undefined {
  const carried = data.extensions.soliloquy;
  if (carried === undefined || form === 'v1') return undefined;
  const { version, ...rest } = (typeof carried === 'object' && carried !== null ? carried : {}) as Record<
    string,
    unknown
  >;
  const checked = Character.safeParse(rest);
  if (version !== 1 || !checked.success) {
    const why = checked.success ? 'it is of another version' : problemsOf(checked.error).slice(0, 200);
    report.changed(
      'extensions.soliloquy',
      '',
      `cannot be read, so the card's own fields were taken (${why})`,
    );
    return undefined;
  }
  const character = honest(checked.data, 'extensions.soliloquy', report);
  const written = CardData.parse((writeCard(checked.data, form) as { data: unknown }).data);
  const keepEdits = (mapped: () => Character): Character => {
    const edited = (Object.keys(STANDS_FOR) as (keyof typeof STANDS_FOR)[]).filter(
      (field) => !isDeepStrictEqual(data[field], written[field]),
    );
    const isBookEdited = !isDeepStrictEqual(data.character_book, written.character_book);
    if (edited.length === 0 && !isBookEdited && data.description === written.description) {
      report.took('extensions.soliloquy', 'persona', 'every field, as this server exported it');
      if (character.lore.length > 0)
        report.took('extensions.soliloquy', 'lore', 'every entry, as this server exported it');
      return character;
    }
    report.took(
      'extensions.soliloquy',
      'persona',
      'what the card has no other field for, as this server exported it',
    );
    const now = mapped();
    const fields = new Set(edited.flatMap((field) => STANDS_FOR[field]));
    const isDescribed = data.description !== written.description;
    const edits = {
      ...(isDescribed && describedAnew(now.persona, data.description, written.description)),
      ...Object.fromEntries([...fields].map((field) => [field, now.persona[field]])),
    };
    if (isDescribed)
      report.changed(
        'description',
        'profile',
        'edited in another program since the export: that edit is kept',
      );
    for (const field of edited)
      report.changed(
        field,
        STANDS_FOR[field].join(', '),
        'edited in another program since the export: that edit is kept',
      );
    if (isBookEdited)
      report.changed(
        'character_book',
        'lore',
        'edited in another program since the export: that edit is kept',
      );
    return {
      ...character,
      persona: { ...character.persona, ...edits },
      lore: isBookEdited ? now.lore : character.lore,
    };
  };
  return { ...character, keepEdits };
}

/**
 * What an edited description says: of its four parts those that differ. Where its labels are gone, all of it is the profile, and
 * what players see at a glance stays what it was: it must not be made of what was never meant for them.
 */
function describedAnew({ profile, name }: Persona, text: string, before: string): Partial<Persona> {
  const [now, old] = [partsOf(text), partsOf(before)];
  if (!now || !old) return { profile };
  const [who, atAGlance, wants, talk] = now.map((part, index) =>
    part === old[index] ? undefined : cardText(part, { char: name, isSpoken: false }).text,
  );
  const edits: Partial<Persona> = {
    ...(who !== undefined && { profile: who }),
    ...(atAGlance !== undefined && { description: atAGlance }),
    ...(wants !== undefined && { motivation: [wants] }),
    ...(talk !== undefined && { speechStyle: talk }),
  };
  return Persona.partial().safeParse(edits).success ? edits : { profile };
}
