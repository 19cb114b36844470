import { getMessageBytes, Protocol } from '@colyseus/core';
import {
  Encoder,
  type Iterator,
  Reflection,
  ReflectionField,
  ReflectionType,
  schema,
  t,
} from '@colyseus/schema';
import { type BadFrame, bad, base64, type Outcome, upTo } from './bad-frames.ts';

/** Frames made to hurt, each with what must come of it. */
export function absurdFrames(): BadFrame[] {
  const text = (payload: string): string => `0da178${payload}`;
  const nested = (prefix: string, depth: number) => text(`${prefix.repeat(depth)}c0`);
  const made: [string, Outcome, string][] = [
    ['', 'bad-frame', 'an empty frame'],
    ['0d', 'bad-frame', 'a message without a type'],
    ['0da0c0', 'bad-frame', 'a message with an empty type'],
    [nested('91', 63), 'read', 'arrays 63 deep'],
    [nested('91', 65), 'bad-frame', 'arrays 65 deep'],
    [nested('91', 60_000), 'bad-frame', 'arrays 60,000 deep'],
    [nested('81a161', 65), 'bad-frame', 'maps 65 deep'],
    [text('ddffffffff'), 'bad-frame', 'an array of 2^32 - 1 items'],
    [text('dfffffffff'), 'bad-frame', 'a map of 2^32 - 1 entries'],
    [text('dbffffffff41'), 'bad-frame', 'a text of 2^32 - 1 bytes'],
    [text('c6ffffffff41'), 'bad-frame', '2^32 - 1 bytes'],
    [text('c9ffffffff0541'), 'bad-frame', 'an extension of 2^32 - 1 bytes'],
    [text('8190c0'), 'bad-frame', 'a map with an array for a key'],
    [text('81c0c0'), 'read', 'a map with nil for a key'],
    [text('c1'), 'bad-frame', 'the byte that msgpack never uses'],
    [text('c0c0'), 'bad-frame', 'two values'],
    [text('d40000'), 'read', 'undefined'],
    [text('a3ff00fe'), 'read', 'a text that is not UTF-8'],
    [text('a3eda080'), 'read', 'half of a surrogate pair'],
    ['3f', 'read', 'a code that is unknown'],
    ['8d0102030405', 'bad-frame', 'a clock that is cut short'],
    ['0f', 'read', 'a patch of nothing'],
    ['0fff7f', 'bad-frame', 'a structure that is unknown'],
    ['0fbf', 'bad-frame', 'a field that is unknown'],
    ['0f82ff', 'bad-frame', 'a structure of number -1'],
    ['0f82cb000000000000f87f', 'bad-frame', 'a structure of number NaN'],
    ['0f84017f', 'bad-frame', 'something behind a reference'],
    // Fields of the realm: 2 numbers, 3 leader, 4 beings, 10 traits, 12 readings. Four numbers that no structure has yet:
    [`0f8a${A}ff${A}80ce00000001${B}`, 'bad-frame', 'an entry at 2^24 of an empty list'],
    [`0f8c${A}ff${A}80cd840301`, 'read', 'an entry far behind the end'],
    [`0f8c${A}ff${A}80cd84030180cd080701`, 'bad-frame', 'entries each far behind the other'],
    [`0f8c${A}ff${A}8000a161`, 'bad-frame', 'a text where a number belongs'],
    [`0f83${A}82${A}`, 'bad-frame', 'an instance where another class belongs'],
    [`0f83${A}d57f`, 'bad-frame', 'an instance of a class that is unknown'],
    [`0f83${A}84${A}`, 'bad-frame', 'an instance where a map belongs'],
    [`0f84${A}85${A}`, 'bad-frame', 'a map where a map of something else belongs'],
    [`0f84${A}ff${A}8000a161${B}ff${B}80a142`, 'read', 'a being in a map'],
    [`0f84${A}84${B}84${A}`, 'read', 'a map that is replaced, and back'],
    [`0f84${A}ff${A}4005`, 'read', 'an entry deleted that is not there'],
    [`0f84${A}ff${A}0005${B}`, 'bad-frame', 'an entry changed that is not there'],
    [`0f8a${A}ff${A}20${'00'}${B}`, 'bad-frame', 'an entry moved that is unknown'],
  ];
  return [
    ...made.map(([hex, outcome, what]) => bad(Buffer.from(hex, 'hex'), outcome, what)),
    ...absurdHandshakes(),
    ...unsupportedKinds(),
    ...rings(),
  ];
}

const [A, B] = ['cde803', 'cde903'];

type Described = { id?: number; extendsId?: number; fields?: Partial<ReflectionField>[] };

const TEXT = { name: 'a', type: 'string' };
const held = (type: string, referencedType: number) => ({ name: type, type, referencedType });
const primitives = (type: string, childPrimitive: string) => ({
  name: type,
  type,
  referencedType: -1,
  childPrimitive,
});

/** Descriptions of a state that no server should give. */
function absurdHandshakes(): BadFrame[] {
  const made: [string, Outcome, Described[], number?][] = [
    ['no class', 'bad-frame', []],
    ['a class without fields', 'read', [{ id: 0 }]],
    ['a root that is missing', 'bad-frame', [{ id: 0, fields: [TEXT] }], 5],
    ['a root of half a number', 'bad-frame', [{ id: 0, fields: [TEXT] }], 0.5],
    ['a class that extends itself', 'bad-frame', [{ id: 0, extendsId: 0, fields: [TEXT] }]],
    [
      'classes that extend each other',
      'bad-frame',
      [
        { id: 0, extendsId: 1 },
        { id: 1, extendsId: 0 },
      ],
    ],
    ['a class that extends nothing known', 'bad-frame', [{ id: 0, extendsId: 9 }]],
    [
      'classes that hold each other',
      'read',
      [
        { id: 0, fields: [held('ref', 1)] },
        { id: 1, fields: [held('map', 0), held('array', 1)] },
      ],
    ],
    ['a class that is not described', 'bad-frame', [{ id: 0, fields: [held('ref', 7)] }]],
    [
      'a class described twice',
      'read',
      [
        { id: 0, fields: [TEXT] },
        { id: 0, fields: [TEXT] },
      ],
    ],
    ['a field without a name', 'read', [{ id: 0, fields: [{ type: 'string' }] }]],
    ['two fields of one name', 'read', [{ id: 0, fields: [TEXT, { name: 'a', type: 'uint8' }] }]],
    ['a field without a type', 'unsupported-state', [{ id: 0, fields: [{ name: 'a' }] }]],
    [
      'a primitive that is unknown',
      'unsupported-state',
      [{ id: 0, fields: [{ name: 'a', type: 'uint128' }] }],
    ],
    [
      'a function of the reader for a primitive',
      'unsupported-state',
      [{ id: 0, fields: [{ name: 'a', type: 'queue_free' }] }],
    ],
    ['a map of what is unknown', 'unsupported-state', [{ id: 0, fields: [primitives('map', 'uint128')] }]],
    ['a reference to a primitive', 'unsupported-state', [{ id: 0, fields: [primitives('ref', 'string')] }]],
    [
      '64 fields',
      'bad-frame',
      [{ id: 0, fields: upTo(64).map((index) => ({ name: `f${index}`, type: 'uint8' })) }],
    ],
    ['2,000 classes', 'unsupported-state', upTo(2000).map((id) => ({ id }))],
    [
      'a thousand generations',
      'bad-frame',
      upTo(1000).map((id) => (id === 0 ? { id } : { id, extendsId: id - 1 })),
    ],
    ...(['set', 'collection', 'stream'] as const).flatMap((kind): [string, Outcome, Described[]][] => [
      [`a ${kind} of texts`, 'unsupported-state', [{ id: 0, fields: [primitives(kind, 'string')] }]],
      [`a ${kind} of instances`, 'unsupported-state', [{ id: 0, fields: [held(kind, 0)] }]],
    ]),
  ];
  return made.map(([what, outcome, types, rootType]) =>
    bad(
      getMessageBytes[Protocol.JOIN_ROOM]('token', 'schema', described(types, rootType)),
      outcome,
      `a description of ${what}`,
    ),
  );
}

/** What other servers may have in their state and the plugins do not read, as those servers describe it. */
function unsupportedKinds(): BadFrame[] {
  const Item = schema({ name: t.string() }, 'Item');
  const fields = {
    set: t.set('string'),
    collection: t.collection(Item),
    stream: t.stream(Item),
    quantized: t.quantized({ min: 0, max: 1, bits: 8 }),
  };
  return Object.entries(fields).map(([kind, field]) => {
    const State = schema({ title: t.string(), odd: field }, 'State');
    const description = Reflection.encode(new Encoder(new State() as never));
    return bad(
      getMessageBytes[Protocol.JOIN_ROOM]('token', 'schema', description),
      'unsupported-state',
      `a state with a ${kind}`,
    );
  });
}

/** States that hold something that stands within itself. */
function rings(): BadFrame[] {
  const fields = [held('ref', 0), held('map', 0), held('array', 0)];
  const lead = [
    base64(getMessageBytes[Protocol.JOIN_ROOM]('token', 'schema', described([{ id: 0, fields }]))),
    base64(Buffer.from('0e', 'hex')),
  ];
  return Object.entries({
    'a root in itself': '0f8000',
    'an instance in itself': '0f8001ff018001',
    'two instances in each other': '0f8001ff018002ff028001',
    'an instance in a list of its own': '0f8001ff018202ff02800001',
    'an instance in a map within a list of its own': '0f8001ff018202ff02800003ff038104ff048000a16101',
    'an instance in itself, and nowhere else': '0f8001ff018001ff0040',
  }).map(([what, hex]) => ({ ...bad(Buffer.from(hex, 'hex'), 'unsupported-state', what), lead }));
}

function described(types: Described[], rootType?: number): Uint8Array {
  const reflection = new Reflection();
  if (rootType !== undefined) reflection.rootType = rootType;
  for (const { id = 0, extendsId, fields = [] } of types) {
    const type = new ReflectionType();
    type.id = id;
    if (extendsId !== undefined) type.extendsId = extendsId;
    for (const field of fields) type.fields.push(Object.assign(new ReflectionField(), field));
    reflection.types.push(type);
  }
  const it: Iterator = { offset: 0 };
  return new Encoder(reflection as never).encodeAll(it).slice(0, it.offset);
}
