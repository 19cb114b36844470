import fc from 'fast-check';
import * as values from './values.ts';

/** Where an operation happens. Numbers pick among what is there, whatever its size. */
export type Operation =
  | { at: 'text'; field: 'title' | 'whisper'; value: string }
  | { at: 'numbers'; field: [string, unknown] }
  | { at: 'numbers.new' }
  | { at: 'leader'; pick: number; how: 'existing' | 'new' | 'unset' }
  | { at: 'map'; map: number; how: MapChange; key: string; value: Loose }
  | { at: 'beings'; map: 'beings' | 'vault'; how: MapChange; key: string; pick: number; isGuard: boolean }
  | { at: 'being'; pick: number; change: BeingChange }
  | { at: 'list'; list: number; how: ListChange; index: number; count: number; values: Loose[] }
  | { at: 'crew'; how: ListChange; index: number; count: number; picks: number[] }
  | { at: 'trait'; pick: number; label: string; weight: number }
  | { at: 'move'; from: number; to: number; index: number }
  | { at: 'view'; pick: number; what: 'being' | 'line'; isSeen: boolean };

/** What becomes a text, a number or a trait, as the place it is put in has it. */
export type Loose = { text: string; number: number; isFlag: boolean; isRare: boolean; pick: number };

export type MapChange = 'set' | 'share' | 'delete' | 'clear' | 'replace' | 'unset';
export type ListChange =
  | 'push'
  | 'pop'
  | 'shift'
  | 'unshift'
  | 'splice'
  | 'insert'
  | 'set'
  | 'swap'
  | 'sort'
  | 'reverse'
  | 'shuffle'
  | 'clear'
  | 'replace';
export type BeingChange =
  | { field: 'name' | 'secret' | 'post'; value: string }
  | { field: 'health'; value: number }
  | { field: 'trait'; how: 'new' | 'existing' | 'unset'; pick: number }
  | { field: 'tags' | 'traits'; how: ListChange; index: number; count: number; values: Loose[] }
  | { field: 'scores' | 'grudges' | 'orders'; how: MapChange; key: string; value: Loose };

/** Who comes and goes between the operations of a tick. */
export type Visit = { how: 'join' | 'return' | 'drop'; pick: number; hasView: boolean };

export type Tick = { before: Operation[]; visits: Visit[]; after: Operation[] };

/** A session of the server: what happens to its state, tick by tick, and who comes to see it when. */
export type Script = {
  /** Clients come while changes of the same tick wait to be sent, not right after a patch. */
  joinsMidTick: boolean;
  ticks: Tick[];
};

const small = fc.nat({ max: 20 });
const loose: fc.Arbitrary<Loose> = fc.record({
  text: values.text,
  number: values.number,
  isFlag: fc.boolean(),
  isRare: fc.boolean(),
  pick: small,
});
const mapChange = fc.constantFrom<MapChange>(
  ...(['set', 'set', 'set', 'share', 'share', 'delete', 'delete', 'clear', 'replace', 'unset'] as const),
);
const listChange = fc.constantFrom<ListChange>(
  ...(['push', 'push', 'push', 'pop', 'shift', 'unshift', 'splice', 'insert', 'set', 'swap'] as const),
  ...(['sort', 'reverse', 'shuffle', 'clear', 'replace'] as const),
);
const listParts = { index: small, count: fc.nat({ max: 3 }), values: fc.array(loose, { maxLength: 3 }) };

const beingChange: fc.Arbitrary<BeingChange> = fc.oneof(
  fc.record({
    field: fc.constantFrom('name' as const, 'secret' as const, 'post' as const),
    value: values.text,
  }),
  fc.record({ field: fc.constant('health' as const), value: values.integer(16, false) }),
  fc.record({
    field: fc.constant('trait' as const),
    how: fc.constantFrom('new' as const, 'existing' as const, 'unset' as const),
    pick: small,
  }),
  fc.record({ field: fc.constantFrom('tags' as const, 'traits' as const), how: listChange, ...listParts }),
  fc.record({
    field: fc.constantFrom('scores' as const, 'grudges' as const, 'orders' as const),
    how: mapChange,
    key: values.key,
    value: loose,
  }),
);

const operation: fc.Arbitrary<Operation> = fc.oneof(
  fc.record({
    at: fc.constant('text' as const),
    field: fc.constantFrom('title' as const, 'whisper' as const),
    value: values.text,
  }),
  fc.record({ at: fc.constant('numbers' as const), field: values.numbersField }),
  fc.record({ at: fc.constant('numbers' as const), field: values.numbersField }),
  fc.record({ at: fc.constant('numbers.new' as const) }),
  fc.record({
    at: fc.constant('leader' as const),
    pick: small,
    how: fc.constantFrom('existing' as const, 'new' as const, 'unset' as const),
  }),
  {
    weight: 2,
    arbitrary: fc.record({
      at: fc.constant('map' as const),
      map: small,
      how: mapChange,
      key: values.key,
      value: loose,
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      at: fc.constant('beings' as const),
      map: fc.constantFrom('beings' as const, 'vault' as const),
      how: mapChange,
      key: values.key,
      pick: small,
      isGuard: fc.boolean(),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ at: fc.constant('being' as const), pick: small, change: beingChange }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ at: fc.constant('list' as const), list: small, how: listChange, ...listParts }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      at: fc.constant('crew' as const),
      how: listChange,
      index: small,
      count: fc.nat({ max: 3 }),
      picks: fc.array(small, { maxLength: 3 }),
    }),
  },
  fc.record({
    at: fc.constant('trait' as const),
    pick: small,
    label: values.text,
    weight: values.number,
  }),
  fc.record({ at: fc.constant('move' as const), from: small, to: small, index: small }),
  fc.record({
    at: fc.constant('view' as const),
    pick: small,
    what: fc.constantFrom('being' as const, 'line' as const),
    isSeen: fc.boolean(),
  }),
);

const visit: fc.Arbitrary<Visit> = fc.record({
  how: fc.constantFrom('join' as const, 'return' as const, 'drop' as const),
  pick: small,
  hasView: fc.boolean(),
});

export const script: fc.Arbitrary<Script> = fc.record({
  joinsMidTick: fc.boolean(),
  ticks: fc.array(
    fc.record({
      before: fc.array(operation, { maxLength: 6 }),
      visits: fc.oneof(
        { weight: 3, arbitrary: fc.constant<Visit[]>([]) },
        { weight: 1, arbitrary: fc.array(visit, { minLength: 1, maxLength: 2 }) },
      ),
      after: fc.array(operation, { maxLength: 2 }),
    }),
    { minLength: 1, maxLength: 40, size: 'max' },
  ),
});
