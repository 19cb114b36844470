import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { type PackFiles, PLUGIN } from './pack.ts';

const CORE = 'addons/soliloquy/core';

/** The plugin's core, with functions that count when they begin and when they come to their end (`call_count.gd`). */
export async function countedCore(): Promise<PackFiles> {
  const names = (await readdir(path.join(PLUGIN, CORE))).filter((name) => name.endsWith('.gd'));
  const counted = names.map(async (name) => {
    const text = await readFile(path.join(PLUGIN, CORE, name), 'utf8');
    return [`${CORE}/${name}`, countCalls(text)] as const;
  });
  return Object.fromEntries(await Promise.all(counted));
}

/** Rewrites each function of a script that does not wait for anything, so that it counts. */
export function countCalls(text: string): string {
  const lines = text.split('\n');
  const counted: string[] = [];
  for (let at = 0; at < lines.length; at += 1) {
    const header = lines[at]!;
    counted.push(header);
    const [, indent] = header.match(/^(\t*)(?:static )?func \w+\(.*:$/) ?? [];
    if (indent === undefined) continue;
    const body = bodyOf(lines, at + 1, indent);
    counted.push(
      ...(body.some((line) => /\bawait\b/.test(line)) ? body : countedBody(body, header, `${indent}\t`)),
    );
    at += body.length;
  }
  return counted.join('\n');
}

function bodyOf(lines: string[], from: number, indent: string): string[] {
  let to = from;
  while (to < lines.length && (lines[to]!.trim() === '' || lines[to]!.startsWith(`${indent}\t`))) to += 1;
  while (lines[to - 1]!.trim() === '') to -= 1;
  return lines.slice(from, to);
}

function countedBody(body: string[], header: string, indent: string): string[] {
  const isVoid = header.endsWith('-> void:');
  const counted = body.flatMap((line) => {
    const [, before, value] = line.match(/^(\t+)return(?: (.*))?$/) ?? [];
    if (before === undefined) return [line];
    if (!isVoid) return [`${before}return CallCount.end_with(${value})`];
    return [...(value ? [`${before}${value}`] : []), `${before}CallCount.end()`, `${before}return`];
  });
  return [`${indent}CallCount.begin()`, ...counted, ...(isVoid ? [`${indent}CallCount.end()`] : [])];
}
