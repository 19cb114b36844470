import { fc } from '@fast-check/vitest';
import { Persona } from '../../schemas/persona.ts';

/** Words, and what YAML, prompts and pages could stumble over. */
const text = (maxLength = 200): fc.Arbitrary<string> =>
  fc
    .oneof(
      fc.string({ minLength: 1, maxLength, unit: 'grapheme' }),
      fc.lorem({ maxCount: 30 }).map((words) => words.slice(0, maxLength)),
      fc
        .array(
          fc.constantFrom(
            'no',
            '# not',
            ': ',
            '- ',
            '\n',
            '\n\n',
            '"',
            "'",
            '{',
            '18:40',
            '<b>',
            '\t',
            'é',
            '  ',
            '|',
            '&a',
            '*a',
            '\\',
            '\u200f',
            '~',
            '---',
          ),
          { minLength: 1, maxLength: 12 },
        )
        .map((parts) => parts.join('').slice(0, maxLength)),
    )
    .map((made) => made.trim() || 'x');

const texts = (maxLength = 100) => fc.array(text(maxLength), { minLength: 1, maxLength: 4 });
const optional = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });

/** Any persona that a file or the console can hold. */
export const anyPersona = (): fc.Arbitrary<Persona> =>
  fc
    .record({
      name: fc.constantFrom('Mara', 'Old Tom', 'Una Ó Briain'),
      description: text(),
      portrait: optional(fc.constant('https://example.com/mara.png')),
      location: fc.constantFrom('tavern', 'yard'),
      mood: fc.constantFrom('calm', 'grim', 'no', '12'),
      profile: text(600),
      personality: text(),
      background: text(600),
      motivation: texts(),
      secrets: fc.array(fc.record({ text: text(), keys: texts(60), deflect: texts() }), { maxLength: 3 }),
      relationships: fc.dictionary(fc.constantFrom('tom', 'una', 'old-osric', '1'), text()),
      speechStyle: text(),
      greeting: texts(),
      taboo: fc.array(fc.record({ topic: text(), keys: texts(60), deflect: texts() }), { maxLength: 2 }),
      examples: fc.array(
        fc.record(
          { kind: fc.constantFrom('greeting', 'joke'), say: text(), action: text(), cue: text() },
          { requiredKeys: ['kind', 'say'] },
        ),
        { minLength: 1, maxLength: 3 },
      ),
      voice: optional(fc.constant('alto')),
      model: fc.record(
        { temperature: fc.constantFrom(0, 0.7, 1.5), maxTokens: fc.constant(300), model: fc.constant('m') },
        { requiredKeys: [] },
      ),
    })
    .map((made) => Persona.parse(JSON.parse(JSON.stringify(made))));
