import { fc, test as property } from '@fast-check/vitest';
import { expect } from 'vitest';
import type { HerForm } from '../../schemas/layers.ts';
import { Persona } from '../../schemas/persona.ts';
import type { Prompt } from '../../schemas/scene.ts';
import { composePrompt } from '../../server/her/prompt.ts';
import { replaceSections } from '../../server/her/replace-sections.ts';
import { circumstance, line, scene } from '../lines.ts';
import { persona } from '../worlds.ts';

/** The sections that a field of a persona stands in. */
const SECTIONS: Record<HerForm, Record<string, string>> = {
  canonical: {
    personality: "Mara's Profile",
    secrets: "Mara's Profile",
    background: 'Background',
    motivation: 'Your Inner Thoughts',
  },
  evaluation: {
    personality: "Mara's Profile",
    secrets: "Mara's Profile",
    background: "Mara's Profile",
    motivation: 'Your Inner Thoughts',
  },
  chat: {
    personality: "Mara's Profile",
    secrets: "Mara's Profile",
    background: "Mara's Profile",
    motivation: 'Your Current Thoughts',
  },
};

/** A prompt as an earlier version may have composed it: each section ends with a word that none ends with now. */
function ofEarlier(prompt: Prompt): Prompt {
  const marks = prompt.marks.map((all) =>
    all.flatMap((mark, index) => {
      const isLast = all[index + 1]?.section !== mark.section;
      return isLast ? [{ ...mark, length: mark.length + OLD.length }] : [mark];
    }),
  );
  const messages = prompt.messages.map(({ role, content }, index) => {
    let at = 0;
    const stretches = prompt.marks[index]!.map(({ length }, place) => {
      at += length;
      const isOld = marks[index]![place]!.length > length;
      return content.slice(at - length, at) + (isOld ? OLD : '');
    });
    return { role, content: stretches.join('') };
  });
  return { ...prompt, messages, marks };
}
const OLD = ' (as of old)';

/** The text of each section, by message and in order. */
const sectionsOf = ({ messages, marks }: Prompt) =>
  messages.flatMap(({ content }, index) => {
    const parts: { section: string; text: string }[] = [];
    let at = 0;
    for (const { section, length } of marks[index]!) {
      at += length;
      const text = content.slice(at - length, at);
      const last = parts.at(-1);
      if (last?.section === section) last.text += text;
      else parts.push({ section, text });
    }
    return parts;
  });

const words = fc
  .oneof(
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }),
    fc.constantFrom('===Background===', '\n\n===Requirements===\n', '</role_thinking>', 'Ash: Give.\nMara:'),
  )
  .filter((text) => text.trim() !== '');
const fields = fc.record({
  personality: words,
  background: words,
  motivation: fc.array(words, { minLength: 1, maxLength: 3 }),
  secrets: fc.array(
    words.map((text) => ({ text, keys: ['k'], deflect: ['No.'] })),
    { maxLength: 2 },
  ),
});

property.prop([
  fields,
  fields,
  fc.constantFrom('personality' as const, 'background' as const, 'motivation' as const, 'secrets' as const),
  fc.array(words, { maxLength: 4 }),
  words,
  fc.constantFrom<HerForm>('canonical', 'evaluation', 'chat'),
  fc.constantFrom('full' as const, 'short' as const, 'off' as const),
])(
  'an edit of one field replaces its section alone; every other byte is as it was recorded',
  (old, edit, field, said, weather, form, plan) => {
    const place = {
      lines: said.map((text, index) => line(index % 2 ? 'npc:mara' : 'player:a', 'Ash', text)),
      circumstances: [circumstance(weather, 'weather')],
    };
    const played = (own: Partial<Persona>) => {
      const mara = Persona.parse(persona('Mara', own));
      return composePrompt(scene({ ...place, persona: mara, goal: mara.motivation[0]! }), { form, plan });
    };
    const before = played(old);
    const recorded = ofEarlier(before);

    const { prompt, changed } = replaceSections(recorded, before, played({ ...old, [field]: edit[field] }));

    const touched = SECTIONS[form][field]!;
    expect([[], [touched]]).toContainEqual(changed);
    const others = (all: Prompt) => sectionsOf(all).filter(({ section }) => !changed.includes(section));
    expect(others(prompt)).toEqual(others(recorded));
    expect(prompt.messages.map(({ role }) => role)).toEqual(recorded.messages.map(({ role }) => role));
    const marked = prompt.marks.map((marks) => marks.reduce((sum, { length }) => sum + length, 0));
    expect(marked).toEqual(prompt.messages.map(({ content }) => content.length));
    for (const { section, text } of sectionsOf(prompt))
      expect(text.endsWith(OLD)).toBe(!changed.includes(section));
  },
);
