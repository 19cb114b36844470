import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { buildProject } from './dotnet.ts';

const PROJECT = fileURLToPath(new URL('docs', import.meta.url));
const SNIPPETS = path.resolve('data/unity/snippets');
const PAGES = ['docs/unity.md', 'plugin-unity/README.md', 'README.md'];
const TIMEOUT_MS = 120_000;

test('every piece of C# in the docs compiles, with nullable annotations off as in Unity', {
  timeout: TIMEOUT_MS,
}, async () => {
  await rm(SNIPPETS, { recursive: true, force: true });
  await mkdir(SNIPPETS, { recursive: true });
  let count = 0;
  for (const page of PAGES)
    for (const [, indent, code] of (await readFile(page, 'utf8')).matchAll(
      /^( *)```csharp\n([\s\S]*?)^ *```$/gm,
    )) {
      const text = code!.replaceAll(new RegExp(`^${indent}`, 'gm'), '');
      const name = `Snippet${count++}`;
      await writeFile(path.join(SNIPPETS, `${name}.cs`), /\bclass /.test(text) ? text : within(name, text));
    }

  const { code, output } = await buildProject(PROJECT);
  await rm(SNIPPETS, { recursive: true });

  expect(code, output).toBe(0);
  expect(count).toBeGreaterThan(7);
});

/** A piece of code as it stands in a component that has what the page speaks of. */
const within = (name: string, text: string): string => `using System;
using System.Collections;
using System.Threading.Tasks;
using Soliloquy;
using UnityEngine;

public sealed class ${name} : MonoBehaviour
{
    [SerializeField] private SoliloquyWorld world;
    [SerializeField] private SoliloquyNpc mara;
    [SerializeField] private SoliloquyPlayer player;
    private readonly Door door = new Door();

    private async Task RunAsync()
    {
        await Task.Yield();
${text}
    }

    private sealed class Door
    {
        public bool IsJammed => false;

        public Task OpenAsync() => Task.CompletedTask;
    }
}
`;
