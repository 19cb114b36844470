import { posix } from 'node:path';

type Script = { path: string; text: string };

type ScriptClass = {
  path: string;
  name: string | undefined;
  /** A class name, or the `res://` path of a script. */
  base: string;
  icon: string;
  isAbstract: boolean;
  isTool: boolean;
};

/**
 * What the Godot editor writes to `.godot/global_script_class_cache.cfg`: the classes that scripts name, without which
 * the engine knows none of them.
 */
export function classCache(scripts: Script[]): string {
  const classes = scripts.map(readClass);
  const byPath = new Map(classes.map((entry) => [entry.path, entry]));
  const entries = classes
    .filter(({ name }) => name !== undefined)
    .map((entry) =>
      [
        `"base": &"${nearestNamed(entry.base, byPath)}"`,
        `"class": &"${entry.name}"`,
        `"icon": "${entry.icon}"`,
        `"is_abstract": ${entry.isAbstract}`,
        `"is_tool": ${entry.isTool}`,
        `"language": &"GDScript"`,
        `"path": "res://${entry.path}"`,
      ].join(',\n'),
    );
  return `list=[${entries.map((entry) => `{\n${entry}\n}`).join(', ')}]\n`;
}

const ANNOTATIONS = /(?:@\w+(?:\([^)]*\))?\s+)*/.source;
const EXTENDS = new RegExp(`^${ANNOTATIONS}(?:class_name\\s+\\w+\\s+)?extends\\s+"?([^"\\s#]+)`, 'm');
const CLASS_NAME = new RegExp(`^${ANNOTATIONS}class_name\\s+(\\w+)`, 'm');
// Of a function's own `@abstract`, what follows is `func`.
const ABSTRACT = new RegExp(`^@abstract\\s+${ANNOTATIONS}(?:class_name|extends)\\b`, 'm');

/** The class a script extends, as written; `RefCounted` where it says nothing. */
export const baseOf = (text: string): string => text.match(EXTENDS)?.[1] ?? 'RefCounted';

function readClass({ path, text }: Script): ScriptClass {
  return {
    path,
    name: text.match(CLASS_NAME)?.[1],
    base: resolve(baseOf(text), path),
    icon: text.match(/^@icon\("([^"]*)"\)/m)?.[1] ?? '',
    isAbstract: ABSTRACT.test(text),
    isTool: /^@tool\b/m.test(text),
  };
}

/** A base given as a file may be relative to the script. */
const resolve = (base: string, script: string): string =>
  base.endsWith('.gd') && !base.startsWith('res://')
    ? `res://${posix.join(posix.dirname(script), base)}`
    : base;

/** A script that extends a file without a class name counts as extending what that file extends. */
function nearestNamed(base: string, byPath: Map<string, ScriptClass>): string {
  const file = base.startsWith('res://') ? byPath.get(base.slice('res://'.length)) : undefined;
  return file ? (file.name ?? nearestNamed(file.base, byPath)) : base;
}
