import schema from '../../../../schemas/generated/persona.json';
import type { Persona } from '../../../../schemas/persona.ts';
import { PARTS } from './part-names.ts';

/** Where something stands in a persona: fields, entries and their fields from the top. */
export type Path = readonly (string | number)[];

/** A field of a persona, at the top. */
export type FieldKey = keyof Persona;

/** How a field is written. */
type Kind = 'line' | 'text' | 'lines' | 'location' | 'secrets' | 'taboo' | 'people' | 'examples' | 'model';

export type Field = { key: FieldKey; label: string; kind: Kind };
export type Section = { id: string; name: string; fields: readonly Field[] };

const field = (key: FieldKey, label: string, kind: Kind): Field => ({ key, label, kind });

/** A persona in the order in which one writes it. */
export const SECTIONS: readonly Section[] = [
  {
    id: 'who',
    name: 'Who',
    fields: [
      field('name', 'Name', 'line'),
      field('description', 'At a glance', 'text'),
      field('profile', 'Profile', 'text'),
      field('personality', 'Personality', 'text'),
      field('location', 'Place at the start', 'location'),
      field('mood', 'Mood at the start', 'line'),
      field('portrait', 'Portrait', 'line'),
    ],
  },
  {
    id: 'voice',
    name: 'Voice',
    fields: [
      field('speechStyle', 'Way of speaking', 'text'),
      field('greeting', 'Greetings', 'lines'),
      field('language', 'Language', 'line'),
      field('voice', 'Text-to-speech voice', 'line'),
    ],
  },
  {
    id: 'past',
    name: 'Past and wants',
    fields: [field('background', 'Background', 'text'), field('motivation', 'Motivation', 'lines')],
  },
  {
    id: 'secrets',
    name: 'Secrets',
    fields: [field('secrets', 'Secrets', 'secrets'), field('taboo', 'Taboo topics', 'taboo')],
  },
  { id: 'people', name: 'People', fields: [field('relationships', 'Relationships', 'people')] },
  { id: 'examples', name: 'Examples', fields: [field('examples', 'Example lines', 'examples')] },
  { id: 'model', name: 'Model', fields: [field('model', 'Model settings', 'model')] },
];

const LABELS = new Map(
  SECTIONS.flatMap(({ fields }) => fields.map(({ key, label }) => [String(key), label])),
);

/** A place as one reads it: `Secrets 2, words 1`. */
export function nameOf(path: Path): string {
  const [top = '', ...rest] = path;
  const parts = rest.map((part, index) =>
    typeof part === 'number' ? ` ${part + 1}` : `${index === 0 ? ': ' : ', '}${PARTS[part] ?? part}`,
  );
  return `${LABELS.get(String(top)) ?? (top || 'The persona')}${parts.join('')}`;
}

type Json = {
  description?: string;
  maxLength?: number;
  enum?: string[];
  properties?: Record<string, Json>;
  items?: Json;
  additionalProperties?: Json | boolean;
};

/** What the schema says of a place: what is to be written there, how many characters at most, or one of which words. */
export function about(path: Path): { description: string; maxLength: number; words: string[] } {
  let at: Json | undefined = schema as unknown as Json;
  for (const part of path) {
    const { properties, items, additionalProperties: others }: Json = at ?? {};
    if (typeof part === 'number') at = items;
    else at = properties?.[part] ?? (typeof others === 'object' ? others : undefined);
  }
  return {
    description: at?.description ?? '',
    maxLength: at?.maxLength ?? Number.POSITIVE_INFINITY,
    words: at?.enum ?? [],
  };
}
