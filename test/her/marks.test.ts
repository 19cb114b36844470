import { fc, test as property } from '@fast-check/vitest';
import { expect, test } from 'vitest';
import { Persona } from '../../schemas/persona.ts';
import type { Prompt } from '../../schemas/scene.ts';
import { composePrompt } from '../../server/her/prompt.ts';
import { circumstance, line, scene } from '../lines.ts';
import { persona } from '../worlds.ts';

/** The text of each source, in the order of the prompt. */
function textsOf({ messages, marks }: Prompt): [source: string, text: string][] {
  return messages.flatMap(({ content }, index) => {
    let at = 0;
    return marks[index]!.map(({ source, length }): [string, string] => {
      at += length;
      return [source, content.slice(at - length, at)];
    });
  });
}

test('each stretch of a prompt names the field, line or entry that it comes from', () => {
  const tom = { id: 'npc:tom', name: 'Tom', description: 'Tall.', relationship: 'Owes me.' };
  const asked = line('player:a', 'Ash', 'The mill?');
  const prompt = composePrompt(
    scene({
      persona: Persona.parse(persona('Mara', { secrets: [{ text: 'S.', keys: ['s'], deflect: ['No.'] }] })),
      others: [tom, { ...tom, id: 'npc:una', name: 'Una', isRelationshipLive: true }],
      lines: [asked],
      recalled: [{ ...asked, id: 'old' }],
      summary: [{ name: 'Ash', text: 'I own a cat.', line: 'older' }],
      lore: [{ id: 'mill', title: 'The mill', keys: ['mill'], text: 'It  burned.', priority: 50 }],
      circumstances: [circumstance('hail', 'weather')],
    }),
    { form: 'canonical', plan: 'full' },
  );

  const texts = new Map(textsOf(prompt));
  expect(texts.get('persona/mara/profile')).toBe('Mara is here for the tests.');
  expect(texts.get('persona/mara/secrets/0')).toBe('S.');
  expect(texts.get('persona/mara/examples/0')).toBe('So it goes, says Mara.');
  expect(texts.get('persona/tom/description')).toBe('Tall.');
  expect(texts.get('persona/mara/relationships/tom')).toBe('Owes me.');
  expect(texts.get('npc/mara/relationships/una')).toBe('Owes me.');
  expect(texts.get('memory/older')).toBe('Ash: I own a cat.');
  expect(texts.get('memory/old')).toBe('Ash: The mill?');
  expect(texts.get('lore/mill')).toBe('It burned.');
  expect(texts.get('weather')).toBe('hail');
  expect(texts.get(`line/${asked.id}`)).toBe('Ash: The mill?');
});

test('what is made harmless until nothing is left has neither a mark nor a line', () => {
  const lines = [line('player:a', 'Ash', 'Hm.')];
  const composed = (weather: string[]) =>
    composePrompt(scene({ lines, circumstances: weather.map((words) => circumstance(words, 'weather')) }), {
      form: 'canonical',
      plan: 'full',
    });

  expect(composed([' '])).toEqual(composed([]));
});

const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 30 });

property.prop([
  fc.array(text, { maxLength: 5 }),
  text,
  fc.constantFrom('canonical', 'evaluation', 'chat'),
  fc.constantFrom('full', 'short', 'off'),
])('the marks cover every message from start to end, whatever is in it', (said, weather, form, plan) => {
  const lines = said.map((words, index) => line(index % 2 ? 'npc:mara' : 'player:a', 'Ash', words));
  const prompt = composePrompt(
    scene({ lines, circumstances: [circumstance(weather, 'weather')], summary: [{ text: weather }] }),
    { form, plan },
  );

  expect(prompt.marks).toHaveLength(prompt.messages.length);
  expect(textsOf(prompt).every(([, words]) => words !== '')).toBe(true);
  expect(
    textsOf(prompt)
      .map(([, words]) => words)
      .join(''),
  ).toBe(prompt.messages.map(({ content }) => content).join(''));
});
