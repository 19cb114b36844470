import fc from 'fast-check';

/** Text as players and models write it, and what trips careless decoders: NUL, U+FEFF, astral and unassigned characters. */
export const text = fc.oneof(
  { weight: 6, arbitrary: fc.string({ unit: 'grapheme', maxLength: 40 }) },
  { weight: 2, arbitrary: fc.string({ unit: 'binary', maxLength: 20 }) },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      '',
      '\0',
      'before\0after',
      '\ufeff',
      '\ufeffbegins with a mark',
      'a\ufeffb',
      '\ufffd\ufffe\uffff',
      '\u{10ffff}',
      '静かな夜だ。',
      'שלום لك',
      '👩‍👩‍👧‍👦',
      'x'.repeat(31),
      'x'.repeat(32),
      'é'.repeat(127),
      'é'.repeat(128),
    ),
  },
);

/** Short, so that they meet again; engines differ in what they take for one key, so without NUL. */
export const key = fc.oneof(
  fc.constantFrom('a', 'b', 'c', 'd', 'mara', '0', '1', 'ünï', ''),
  fc
    .string({ unit: 'grapheme', maxLength: 6 })
    .filter((made) => !made.includes('\0') && made !== '__proto__'),
);

const around = (...edges: number[]): fc.Arbitrary<number> =>
  fc.constantFrom(...edges.flatMap((edge) => [edge - 1, edge, edge + 1]));

export const float = fc.oneof(
  fc.double(),
  fc.float(),
  fc.constantFrom(
    0,
    -0,
    0.1,
    -1.5,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
    5e-324,
    Number.MAX_VALUE,
    3.4028235e38,
  ),
);

/** A `number` of the state, or any number of a message. */
export const number = fc.oneof(
  fc.integer({ min: -300, max: 300 }),
  around(0, 127, 128, 255, 256, 65_535, 65_536, -32, -33, -128, -129, -32_768, -32_769),
  around(2 ** 31, -(2 ** 31), 2 ** 32, -(2 ** 32)),
  fc.maxSafeInteger(),
  float,
);

export const integer = (bits: 8 | 16 | 32, isSigned: boolean): fc.Arbitrary<number> => {
  const [min, max] = isSigned ? [-(2 ** (bits - 1)), 2 ** (bits - 1) - 1] : [0, 2 ** bits - 1];
  return fc.oneof(fc.constantFrom(min, max, 0, 1), fc.integer({ min, max }));
};

export const int64 = fc.oneof(
  fc.maxSafeInteger(),
  fc.constantFrom(-(2 ** 63), 2 ** 62, 2 ** 53, -(2 ** 53), 2 ** 32, -(2 ** 32), 2 ** 63 - 1024),
);
export const uint64 = fc.oneof(fc.maxSafeNat(), fc.constantFrom(2 ** 63, 2 ** 64 - 2048, 2 ** 53, 2 ** 32));
export const bigint64 = fc.oneof(
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  fc.constantFrom(-(2n ** 63n), 2n ** 63n - 1n, -1n, 2n ** 53n + 1n),
);
export const biguint64 = fc.oneof(
  fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
  fc.constantFrom(2n ** 63n - 1n, 2n ** 63n, 2n ** 63n + 1025n, 2n ** 64n - 1n),
);

/** A value for each field of `Numbers`. */
export const numbersField: fc.Arbitrary<[string, unknown]> = fc.oneof(
  ...Object.entries({
    text,
    number,
    flag: fc.boolean(),
    int8: integer(8, true),
    uint8: integer(8, false),
    int16: integer(16, true),
    uint16: integer(16, false),
    int32: integer(32, true),
    uint32: integer(32, false),
    int64,
    uint64,
    bigint64,
    biguint64,
    float32: float,
    float64: float,
  }).map(([name, value]) => value.map((made): [string, unknown] => [name, made])),
);

/** What a message may carry: all that the server's msgpackr writes and a plugin reads as the same. */
export const message: fc.Arbitrary<unknown> = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    { weight: 2, arbitrary: fc.constantFrom(null, true, false) },
    { weight: 4, arbitrary: number },
    { weight: 4, arbitrary: text },
    { weight: 1, arbitrary: fc.bigInt({ min: 2n ** 53n, max: 2n ** 63n - 1n }) },
    { weight: 1, arbitrary: fc.uint8Array({ maxLength: 300 }) },
    { weight: 3, arbitrary: fc.array(tie('value'), { maxLength: 20 }) },
    { weight: 3, arbitrary: fc.dictionary(key, tie('value'), { maxKeys: 20, noNullPrototype: true }) },
  ),
})).value;

/** Each beyond what two bytes can count. */
export const LONG: unknown[] = [
  'x'.repeat(65_535),
  'x'.repeat(65_536),
  '語'.repeat(22_000),
  new Uint8Array(65_536),
  Array.from({ length: 65_536 }, (_, index) => index % 200),
  Array.from({ length: 65_535 }, () => null),
];
