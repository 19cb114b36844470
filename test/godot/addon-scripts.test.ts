import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { PLUGIN } from './pack.ts';

const FOLDER = path.join(PLUGIN, 'addons/soliloquy');
const scripts = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.gd'))
  .map((name) => ({ name, text: codeOf(readFileSync(path.join(FOLDER, name), 'utf8')) }));
const everything = scripts.map(({ text }) => text).join('\n');

/** Without comments. */
function codeOf(text: string): string {
  return text.replaceAll(/^[ \t]*#.*$/gm, '').replaceAll(/[ \t]+# .*$/gm, '');
}

/** What `find` says of each script, with its name before it. */
function inAll(find: (text: string) => string[]): string[] {
  return scripts.flatMap(({ name, text }) => find(text).map((what) => `${name}: ${what}`));
}

/** Functions with their parameters and their lines. */
function functionsOf(text: string): { head: string; parameters: string[]; body: string }[] {
  const pattern = /^(\t*)(?:static )?func (\w+)\((.*)\).*:\n((?:\1\t.*\n|\s*\n)*)/gm;
  return [...`${text}\n`.matchAll(pattern)].map(([, , name, list, body]) => ({
    head: name!,
    parameters: [...list!.matchAll(/(?:^|,\s*)(\w+)\s*:/g)].map(([, parameter]) => parameter!),
    body: body!,
  }));
}

const isUsed = (name: string, text: string, times = 1): boolean =>
  [...text.matchAll(new RegExp(`\\b${name}\\b`, 'g'))].length >= times;

test('every script runs in the editor, since tool scripts use them all', () => {
  expect(inAll((text) => (text.startsWith('@tool\n') ? [] : ['begins without @tool']))).toEqual([]);
});

test('every variable, parameter and function has a type', () => {
  const untyped = /^\s*(?:@export\S* |static )*(?:var \w+\s*(?:=.*)?$|(?:static )?func (?!.*->).*:$)/gm;
  expect(inAll((text) => [...text.matchAll(untyped)].map(([line]) => line.trim()))).toEqual([]);
  const bare = /(?:^|, )\w+(?: =|,|$)/;
  const heads = /func \w*\(([^()]+)\) ->/g;
  expect(
    inAll((text) => [...text.matchAll(heads)].map(([, list]) => list!).filter((list) => bare.test(list))),
  ).toEqual([]);
});

test('every parameter and variable is used, or says that it is not', () => {
  const unused = inAll((text) =>
    functionsOf(text).flatMap(({ head, parameters, body }) => {
      const locals = [...body.matchAll(/^\s*(?:var|const) (\w+)/gm)].map(([, name]) => name!);
      return [
        ...parameters.filter((name) => !name.startsWith('_') && !isUsed(name, body)),
        ...locals.filter((name) => !isUsed(name, body, 2)),
      ].map((name) => `${head}: ${name}`);
    }),
  );
  expect(unused).toEqual([]);
  const privates = inAll((text) =>
    [...text.matchAll(/^(?:static )?var (_\w+)/gm)]
      .map(([, name]) => name!)
      .filter((name) => !isUsed(name, text, 2)),
  );
  expect(privates).toEqual([]);
});

test('every signal is emitted', () => {
  const silent = inAll((text) =>
    [...text.matchAll(/^\s*signal (\w+)/gm)]
      .map(([, name]) => name!)
      .filter((name) => !isUsed(`${name}\\.emit`, everything)),
  );
  expect(silent).toEqual([]);
});

test('a property that a warning in the editor speaks of renews the warnings when it is set', () => {
  const silent = inAll((text) => {
    const warnings = functionsOf(text).find(({ head }) => head === '_get_configuration_warnings')?.body ?? '';
    return [...text.matchAll(/^@export.* var (\w+).*(?:\n\t.*)*/gm)]
      .filter(([, name]) => isUsed(name!, warnings))
      .filter(([setter]) => !setter.includes('update_configuration_warnings()'))
      .map(([, name]) => name!);
  });
  expect(silent).toEqual([]);
});
