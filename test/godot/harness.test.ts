import { expect, test } from 'vitest';
import { countCalls } from './count-calls.ts';
import type { EngineOptions } from './engine.ts';
import { runTests } from './run-tests.ts';
import { failuresOf, godotSuite } from './suite.ts';

godotSuite('harness_test.gd', {
  control: { echo: (body: unknown) => body },
  setup: async () => ({
    args: ['--server=http://127.0.0.1:1'],
    control: { add: ([first, second]: [number, number]) => first + second },
  }),
});

const run = (body: string, options: EngineOptions = {}) =>
  runTests('made_test.gd', {
    ...options,
    files: { 'tests/made_test.gd': `extends SoliloquyTest\n${body}`, ...options.files },
  });

test('a failing check is reported with its line, and the tests after it still run', async () => {
  const made = await run(`
func test_wrong() -> void:
	check_equal([1, 2], [1, 3], "the list")
	check(false, "the other")


func test_right() -> void:
	check(true, "fine")
`);

  expect(failuresOf(made, 'test_wrong')).toEqual([
    'the list: [1] is 2, expected 3 (made_test.gd:4)',
    'the other (made_test.gd:5)',
  ]);
  expect(failuresOf(made, 'test_right')).toEqual([]);
  expect(made).toMatchObject({ errors: [], failure: undefined });
});

test('an error that the engine prints fails the test, and so does one that leaves it silently', async () => {
  const made = await run(
    `
func test_pushes() -> void:
	push_error("the door is stuck")


func test_leaves() -> void:
	var text: Variant = "x"
	var number: Variant = 1
	check(text + number == null, "not reached")


func test_leaves_after_a_wait() -> void:
	await get_tree().process_frame
	var text: Variant = "x"
	var number: Variant = 1
	check(text + number == null, "not reached")


func test_loads_what_does_not_parse() -> void:
	load("res://broken.gd")


func test_misses_an_error() -> void:
	expect_error("on purpose")
	await ask("nothing")
`,
    { files: { 'broken.gd': 'extends Node\nfunc x(:\n' } },
  );

  expect(failuresOf(made, 'test_pushes')).toEqual(['the door is stuck (res://tests/made_test.gd:4)']);
  expect(failuresOf(made, 'test_leaves')[0]).toMatch(/^stopped before its end/);
  expect(failuresOf(made, 'test_leaves_after_a_wait')[0]).toMatch(/^stopped before its end/);
  expect(failuresOf(made, 'test_loads_what_does_not_parse')[0]).toMatch(/^Parse Error: .*broken\.gd:2/);
  expect(failuresOf(made, 'test_misses_an_error')).toEqual([
    expect.stringMatching(/^nothing failed: Error: The test has no control named "nothing"/),
    'expected an error that says "on purpose"; there was none',
  ]);
});

test('a test file that does not parse fails its tests, with the error', async () => {
  const made = await run('\nfunc test_x() -> void:\n\tvar number: int = "text"\n');

  expect(failuresOf(made, 'test_x').join('\n')).toMatch(
    /did not run[\s\S]*Cannot assign[\s\S]*made_test\.gd:4/,
  );
});

test('a wait without end fails that test alone', async () => {
  const made = await run(`
signal never


func test_waits() -> void:
	seconds_allowed = 0.5
	await never


func test_says_what_it_waits_for() -> void:
	await until(func() -> bool: return false, "a miracle", 0.2)


func test_right() -> void:
	check(true, "fine")
`);

  expect(failuresOf(made, 'test_waits')[0]).toMatch(/^did not end within 0\.5 s/);
  expect(failuresOf(made, 'test_says_what_it_waits_for')).toEqual([
    'waited 0.2 s for this: a miracle (made_test.gd:12)',
  ]);
  expect(failuresOf(made, 'test_right')).toEqual([]);
});

test('an engine that hangs is ended at its deadline, naming the test', async () => {
  const made = await run(
    `
func test_hangs() -> void:
	print("round and round")
	while true:
		pass
`,
    { deadlineMs: 4_000 },
  );

  expect(failuresOf(made, 'test_hangs').join('\n')).toMatch(
    /did not end[\s\S]*still ran after 4 s[\s\S]*round and round/,
  );
});

test('an engine that takes longer to start than its tests may is no engine that hangs', async () => {
  const made = await run(
    `
static func _static_init() -> void:
	var until := Time.get_ticks_msec() + 5_000
	while Time.get_ticks_msec() < until:
		pass


func test_right() -> void:
	check(true, "fine")
`,
    { deadlineMs: 4_000 },
  );

  expect(failuresOf(made, 'test_right')).toEqual([]);
  expect(made).toMatchObject({ errors: [], failure: undefined });
});

test('an engine that crashes is reported at once', async () => {
  const made = await run(`
func test_crashes() -> void:
	OS.crash("on purpose")
`);

  expect(failuresOf(made, 'test_crashes').join('\n')).toMatch(/did not end[\s\S]*crashed[\s\S]*on purpose/);
});

test('a function that a release build leaves silently is counted as begun and not ended', async () => {
  const counted = countCalls(`extends RefCounted


static func whole(value: Variant) -> int:
	return value.size() if value is Array else 0


static func quiet(value: Variant) -> void:
	if value is Array:
		return
	whole(value)


static func add(first: Variant, second: Variant) -> Variant:
	return first + second
`);
  const made = await run(
    `
const Sample := preload("res://sample.gd")


func test_counts() -> void:
	Sample.quiet([])
	Sample.quiet(1)
	check_equal([CallCount.begun, CallCount.ended], [3, 3], "what ended")
	Sample.add(1, "2")
	check_equal([CallCount.begun, CallCount.ended], [4, 3], "what was left midway")
`,
    { files: { 'sample.gd': counted } },
  );

  expect(failuresOf(made, 'test_counts')).toEqual([]);
  expect(made).toMatchObject({ errors: [], failure: undefined });
});
