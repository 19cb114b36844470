import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { lineOf } from './committer.ts';
import { freshFile, open } from './records.ts';

/** Has a process commit until it has acknowledged `count` lines, kills it, and returns the last number acknowledged. */
async function killAfter(url: string, count: number): Promise<number> {
  const committer = fileURLToPath(new URL('./committer.ts', import.meta.url));
  const child = spawn(process.execPath, ['--import', 'tsx', committer, url], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    output += chunk;
    if (output.split('\n').length > count) child.kill('SIGKILL');
  });
  const [, signal] = await once(child, 'close');
  expect(signal).toBe('SIGKILL');
  return Number(output.split('\n').at(-2));
}

test('a process killed in mid-stream loses no commit it had acknowledged, and none is half there', async () => {
  const url = `file:${freshFile()}`;

  for (const count of [1, 37, 250]) {
    const acknowledged = await killAfter(url, count);

    const store = await open(url);
    const { id, branch, seq } = await store.openInstance('w', 'main');
    expect(seq).toBeGreaterThanOrEqual(acknowledged);
    expect(seq).toBeLessThanOrEqual(acknowledged + 1);
    expect(await store.lines({ instance: id, branch, npc: 'mara' })).toEqual(
      Array.from({ length: seq }, (_, index) => lineOf(index + 1)),
    );
    expect(await store.snapshot(id, branch)).toEqual({
      instanceState: { seq },
      npcs: new Map([['mara', { seq }]]),
    });
    expect((await store.traces(id, { limit: 1 }))[0]).toMatchObject({ turn: `t${seq}` });
    expect((await store.trace(`t${seq}`))?.body).toEqual({ seq });
    await store.close();
  }
});

test('a store in use is refused with the process that has it; killed, that process keeps nobody out', async () => {
  const url = `file:${freshFile()}`;
  const committer = fileURLToPath(new URL('./committer.ts', import.meta.url));
  const child = spawn(process.execPath, ['--import', 'tsx', committer, url], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  await once(child.stdout, 'data');

  await expect(open(url)).rejects.toMatchObject({
    code: 'bad-store',
    message: expect.stringMatching(
      new RegExp(
        `record\\.db is in use by process ${child.pid}, .* End that one first, .*DATA_DIR or --data-dir`,
      ),
    ),
  });
  child.stdout.resume();
  child.kill('SIGKILL');
  await once(child, 'close');
  const store = await open(url);

  expect((await store.openInstance('w', 'main')).seq).toBeGreaterThan(0);
});
