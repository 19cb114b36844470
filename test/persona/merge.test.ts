import { fc, test as lawful } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { Persona } from '../../schemas/persona.ts';
import { isSame, mergePersona } from '../../server/persona/merge.ts';
import { persona } from '../worlds.ts';
import { anyPersona } from './any-persona.ts';

const mara = (fields: Parameters<typeof persona>[1] = {}): Persona => Persona.parse(persona('Mara', fields));

describe('laws', () => {
  lawful.prop([anyPersona(), anyPersona()])('one side alone is taken whole', (base, edited) => {
    for (const merge of [mergePersona(base, base, edited), mergePersona(base, edited, base)]) {
      expect(merge.conflicts).toEqual([]);
      expect(isSame(merge.merged, edited)).toBe(true);
    }
  });

  lawful.prop([anyPersona(), anyPersona()])('what both changed alike is no conflict', (base, edited) => {
    const { merged, conflicts } = mergePersona(base, edited, edited);

    expect(conflicts).toEqual([]);
    expect(isSame(merged, edited)).toBe(true);
  });

  lawful.prop([anyPersona(), anyPersona(), anyPersona()])(
    'it does not matter whose side is called mine',
    (base, one, other) => {
      const [here, there] = [mergePersona(base, one, other), mergePersona(base, other, one)];

      expect(here.conflicts.map(({ path }) => path.join('.')).toSorted()).toEqual(
        there.conflicts.map(({ path }) => path.join('.')).toSorted(),
      );
      if (here.conflicts.length === 0) expect(isSame(here.merged, there.merged)).toBe(true);
      for (const { path, mine, theirs } of here.conflicts) {
        const same = there.conflicts.find((conflict) => isSame(conflict.path, path))!;
        expect([same.theirs, same.mine]).toEqual([mine, theirs]);
      }
    },
  );

  lawful.prop([anyPersona(), anyPersona(), fc.subarray(Object.keys(Persona.shape) as (keyof Persona)[])])(
    'fields that only one side changed are all taken',
    (base, edited, ours) => {
      const take = (isTaken: (key: keyof Persona) => boolean) =>
        ({
          ...base,
          ...Object.fromEntries(
            (Object.keys(Persona.shape) as (keyof Persona)[])
              .filter(isTaken)
              .map((key) => [key, edited[key]]),
          ),
        }) as Persona;

      const { merged, conflicts } = mergePersona(
        base,
        take((key) => ours.includes(key)),
        take((key) => !ours.includes(key)),
      );

      expect(conflicts).toEqual([]);
      expect(isSame(merged, edited)).toBe(true);
    },
  );
});

test('edits of different fields come together, and it is said whose is which', () => {
  const { merged, fields } = mergePersona(
    mara(),
    mara({ mood: 'grim' }),
    mara({ personality: 'Sharp.', voice: 'alto' }),
  );

  expect(merged).toEqual(mara({ mood: 'grim', personality: 'Sharp.', voice: 'alto' }));
  expect(fields).toEqual(
    expect.arrayContaining([
      { path: ['mood'], from: 'mine' },
      { path: ['personality'], from: 'theirs' },
      { path: ['voice'], from: 'theirs' },
    ]),
  );
});

test('relationships are merged one by one, and a list that both changed is a conflict', () => {
  const base = mara({ relationships: { tom: 'A fool.', una: 'A friend.' } });
  const mine = mara({ relationships: { tom: 'A good fool.', una: 'A friend.' }, motivation: ['Sleep.'] });
  const theirs = mara({ relationships: { tom: 'A fool.', osric: 'A priest.' }, motivation: ['Eat.'] });

  const { merged, conflicts } = mergePersona(base, mine, theirs);

  expect(merged.relationships).toEqual({ tom: 'A good fool.', osric: 'A priest.' });
  expect(conflicts).toEqual([
    { path: ['motivation'], base: base.motivation, mine: ['Sleep.'], theirs: ['Eat.'] },
  ]);
});

test('an entry that one changed and the other took out is a conflict', () => {
  const base = mara({ relationships: { tom: 'A fool.' } });

  const { conflicts } = mergePersona(base, mara({ relationships: { tom: 'A thief.' } }), mara());

  expect(conflicts).toEqual([
    { path: ['relationships', 'tom'], base: 'A fool.', mine: 'A thief.', theirs: undefined },
  ]);
});
