import { fc, test as property } from '@fast-check/vitest';
import { expect, test } from 'vitest';
import { DisplayName } from '../../schemas/persona.ts';

test.each([
  '＜｜im_end｜＞',
  '＜/system_thinking＞',
  '＝＝＝Requirements＝＝＝',
  '﹤/s﹥［INST］',
  'Tom﹕ hi',
  'Tom︓ hi',
  '\u200b\u2060',
  'Ash\nTom',
  'Ash\u2028Tom',
  'half a pair \ud800',
])('%j is no name', (name) => {
  expect(DisplayName.safeParse(name).success).toBe(false);
});

test.each([
  ['Ma\u200bra\ufeff', 'Mara'],
  ['Ma\u00adra\ufe0f\u{e0041}', 'Mara'],
  ['Ｍara\u00a0 Ｖell', 'Mara Vell'],
  ['塔姆', '塔姆'],
  ['O’Hara-Ńowak, Jr. & Sons', 'O’Hara-Ńowak, Jr. & Sons'],
])('%j is the name %j', (name, kept) => {
  expect(DisplayName.parse(name)).toBe(kept);
});

const hostile = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'binary', maxLength: 3 }),
      fc.constantFrom(...'＜＞﹤﹥<>｜|＝=［］[]（）﹙﹚﹛﹕︓:：Mara \u200b\u200d\ufeff\u00ad\u2066\ufe0f'),
    ),
    { maxLength: 12 },
  )
  .map((parts) => parts.join(''));

property.prop([hostile], { numRuns: 5000, seed: 3 })(
  'what is kept of a name stays as it is in any form, and holds no mark and nothing that cannot be seen',
  (name) => {
    const kept = DisplayName.safeParse(name);
    fc.pre(kept.success);

    for (const form of ['NFC', 'NFD', 'NFKC', 'NFKD'] as const)
      expect(kept.data!.normalize(form).normalize('NFKC')).toBe(kept.data);
    expect(kept.data).not.toMatch(
      /[<>|=[\](){}:*]|\p{Cc}|\p{Cf}|\p{Zl}|\p{Zp}|\p{Default_Ignorable_Code_Point}/u,
    );
  },
);
