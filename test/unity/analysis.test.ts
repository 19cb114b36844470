import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { buildProject } from './dotnet.ts';

const PROJECT = fileURLToPath(new URL('analysis', import.meta.url));
const TIMEOUT_MS = 120_000;

/** What the compiler and the analysers find wrong with the plugin's core, as `file CODE: message`. */
async function findings(...options: string[]): Promise<string[]> {
  const { code, output } = await buildProject(PROJECT, ['--no-incremental', ...options]);
  const found = [...output.matchAll(/([\w.]+)(?:\([\d,]+\))? ?: error (\w+: .*?)(?: \[[^\]]*)?$/gm)];
  const isBuilt = code === 0 || found.length > 0;
  return isBuilt ? [...new Set(found.map(([, file, what]) => `${file} ${what}`))] : [output];
}

test('the analysers find nothing in the core', { timeout: TIMEOUT_MS }, async () => {
  expect(await findings()).toEqual([]);
});

test('nothing that WebGL lacks is left in the core for WebGL', { timeout: TIMEOUT_MS }, async () => {
  expect(await findings('-p:WebGL=true')).toEqual([]);
});

test('what is banned is reported, each by name', { timeout: TIMEOUT_MS }, async () => {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'soliloquy-banned-'));
  const banned = path.join(folder, 'Banned.cs');
  await writeFile(banned, BANNED);

  const found = await findings('-p:WebGL=true', `-p:AlsoCompile=${banned}`);
  await rm(folder, { recursive: true });

  for (const name of [
    'Thread',
    'ThreadPool',
    'Timer',
    'HttpClient',
    'ClientWebSocket',
    'Task.Run',
    'Task.Delay',
    'CancellationTokenSource.CancelAfter',
    'System.Reflection.Emit',
  ])
    expect(
      found.filter((finding) => finding.startsWith('Banned.cs RS0030') && finding.includes(name)),
      name,
    ).not.toEqual([]);
});

const BANNED = `using System;
using System.Threading;
using System.Threading.Tasks;

namespace Soliloquy
{
    internal static class Banned
    {
        public static void Use()
        {
            var thread = new Thread(() => { });
            ThreadPool.QueueUserWorkItem(_ => { });
            var timer = new Timer(_ => { });
            var http = new System.Net.Http.HttpClient();
            var socket = new System.Net.WebSockets.ClientWebSocket();
            Task.Run(() => { });
            Task.Delay(1);
            new CancellationTokenSource().CancelAfter(1);
            var emitted = System.Reflection.Emit.OpCodes.Nop;
        }
    }
}
`;
