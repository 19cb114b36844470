import { expect, test } from 'vitest';
import { SoliloquyError } from '../../schemas/errors.ts';
import { loadContent } from '../../server/persona/content.ts';
import { persona, type WorldInput, writeWorld } from '../worlds.ts';

type Actions = NonNullable<WorldInput['actions']>;

const problemsOf = async (actions: Record<string, unknown>): Promise<string[]> => {
  const dir = await writeWorld({
    world: { actions: actions as Actions },
    personas: { mara: persona('Mara') },
  });
  const error: unknown = await loadContent(dir).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(SoliloquyError);
  return (error as SoliloquyError).message.split('\n').map((each) => each.replaceAll(`${dir}/`, ''));
};

const description = 'Opens the door.';

test('an action needs a description alone; without more, everybody may do it anywhere, without arguments', async () => {
  const content = await loadContent(await writeWorld({ world: { actions: { open: { description } } } }));

  expect(content.world.actions.open).toEqual({
    description,
    args: { type: 'object', properties: {}, additionalProperties: false },
    keys: [],
    facts: {},
    timeoutSeconds: 10,
  });
  const check = content.argsChecks.get('open')!;
  expect([check({}), check({ wide: true })]).toEqual([undefined, 'args must NOT have additional properties']);
});

test('what a call says wrong is told by its place and what was allowed', async () => {
  const args = {
    type: 'object',
    properties: {
      to: { type: 'object', properties: { item: { enum: ['key', 'cup'] } } },
      when: { format: 'date' },
    },
    required: ['to'],
  };
  const content = await loadContent(
    await writeWorld({ world: { actions: { give: { description, args } } } }),
  );
  const check = content.argsChecks.get('give')!;

  expect(check({ to: { item: 'cup' }, when: 'whenever' })).toBeUndefined();
  expect(check({})).toBe("args must have required property 'to'");
  expect(check({ to: { item: 'crown' } })).toBe('args.to.item must be one of key, cup');
});

const WRONG: [string, Record<string, unknown>, RegExp][] = [
  [
    'an NPC there is not',
    { npcs: ['marra'] },
    /^world\.yaml:\d+ actions\.open\.npcs\[0\]: .*did you mean "mara"\?$/,
  ],
  [
    'a place there is not',
    { locations: ['tavern', 'celar'] },
    /^world\.yaml:\d+ actions\.open\.locations\[1\]: expected one of the world's locations \(tavern, yard, loft\), got "celar"$/,
  ],
  [
    'a condition on a place there is not',
    { when: { locations: ['tavrn'] } },
    /^world\.yaml:\d+ actions\.open\.when\.locations\[0\]: .*did you mean "tavern"\?$/,
  ],
  [
    'a condition on an NPC there is not',
    { when: { present: ['marra'] } },
    /^world\.yaml:\d+ actions\.open\.when\.present\[0\]: .*did you mean "mara"\?$/,
  ],
  [
    'arguments of no type there is',
    { args: { type: 'object', properties: { item: { type: 'strnig' } } } },
    /^world\.yaml:\d+ actions\.open\.args\.properties\.item\.type: no valid JSON Schema: must be one of array, /,
  ],
  [
    'a keyword there is not',
    { args: { type: 'object', propertys: {} } },
    /^world\.yaml:\d+ actions\.open\.args: no usable JSON Schema: .*unknown keyword: "propertys"$/,
  ],
  [
    'arguments that are no object',
    { args: { type: 'string' } },
    /^world\.yaml:\d+ actions\.open\.args\.type: expected a JSON Schema of type object, got "string"$/,
  ],
  [
    'a draft that is not known',
    { args: { $schema: 'https://example.com/mine', type: 'object' } },
    /actions\.open\.args: no usable JSON Schema: no schema with key or ref/,
  ],
  [
    'a reference to nothing',
    { args: { type: 'object', properties: { a: { $ref: '#/definitions/b' } } } },
    /actions\.open\.args: no usable JSON Schema: can't resolve reference/,
  ],
  [
    'too long a wait',
    { timeoutSeconds: 121 },
    /actions\.open\.timeoutSeconds: expected at most 120, got 121$/,
  ],
  ['a field there is not', { fact: {} }, /actions\.open\.fact: no such field; did you mean "facts"\?$/],
];

test.each(WRONG)('an action with %s is refused, by file, line and field', async (_how, fields, problem) => {
  expect(await problemsOf({ open: { description, ...fields } })).toEqual([expect.stringMatching(problem)]);
});
