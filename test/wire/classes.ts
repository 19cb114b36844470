import { schema, t } from '@colyseus/schema';

/** One field of every primitive. */
export const Numbers = schema(
  {
    text: t.string(),
    number: t.number(),
    flag: t.boolean(),
    int8: t.int8(),
    uint8: t.uint8(),
    int16: t.int16(),
    uint16: t.uint16(),
    int32: t.int32(),
    uint32: t.uint32(),
    int64: t.int64(),
    uint64: t.uint64(),
    bigint64: t.bigint64(),
    biguint64: t.biguint64(),
    float32: t.float32(),
    float64: t.float64(),
  },
  'Numbers',
);

export const Trait = schema({ label: t.string(), weight: t.number() }, 'Trait');
export type Trait = InstanceType<typeof Trait>;

/** Stands where a Trait is declared, so its class is named on the wire. */
export const RareTrait = Trait.extend({ rarity: t.uint8() }, 'RareTrait');

export const Being = schema(
  {
    name: t.string(),
    health: t.uint16(),
    secret: t.string().view(),
    trait: t.ref(Trait).optional(),
    tags: t.array('string'),
    scores: t.map('int32'),
    traits: t.array(Trait),
    grudges: t.map('string').view(),
  },
  'Being',
);
export type Being = InstanceType<typeof Being>;

export const Guard = Being.extend({ post: t.string(), orders: t.map(Trait) }, 'Guard');

/** The root: every kind of field that the plugins read, each with what it may hold. */
export const Realm = schema(
  {
    title: t.string(),
    whisper: t.string().view(),
    numbers: t.ref(Numbers),
    leader: t.ref(Being).optional(),
    beings: t.map(Being),
    loot: t.map(Trait),
    notes: t.map('string'),
    levels: t.map('number'),
    spare: t.map('string').optional(),
    crew: t.array(Being),
    traits: t.array(Trait),
    names: t.array('string'),
    readings: t.array('number'),
    waves: t.array('float32'),
    vault: t.map(Being).view(),
    line: t.array(Trait).view(),
  },
  'Realm',
);
export type Realm = InstanceType<typeof Realm>;
