import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { Command } from 'commander';
import { onTestFinished } from 'vitest';
import { stringify } from 'yaml';
import type { z } from 'zod';
import { Config } from '../../schemas/config.ts';
import type { GoldenScene } from '../../schemas/golden-scene.ts';
import type { Shell } from '../../server/lab/shell.ts';
import { type ModelCall, type ModelServer, startModelServer } from '../llm/model-server.ts';

/** A command line that keeps what it was told. `end` is Ctrl+C. */
export function labShell(): Shell & { said: string[]; end(): void } {
  const said: string[] = [];
  const ending = new AbortController();
  return {
    said,
    end: () => ending.abort(),
    program: new Command(),
    run: (command) => command(),
    config: (flags) => Config.parse(flags ?? {}),
    tell: (text) => void said.push(text),
    signal: () => ending.signal,
  };
}

/** A folder that goes when the test has ended. */
export async function labFolder(): Promise<string> {
  const dir = await mkdtemp(path.join(os.tmpdir(), 'soliloquy-lab-'));
  onTestFinished(() => rm(dir, { recursive: true, force: true }));
  return dir;
}

/** Writes golden scenes into a world's folder. */
export async function writeScenes(
  world: string,
  scenes: Record<string, z.input<typeof GoldenScene>>,
): Promise<void> {
  await mkdir(path.join(world, 'scenes'), { recursive: true });
  for (const [id, scene] of Object.entries(scenes))
    await writeFile(path.join(world, 'scenes', `${id}.yaml`), stringify(scene));
}

/** What was sent to a model in one call: all its messages, and the first of them alone. */
export type Sent = { all: string; system: string; last: string; index: number };

/** A language model's server whose answers are a function of what it is sent. An error cuts the connection. */
export const answering = (answer: (sent: Sent) => string): Promise<ModelServer> =>
  startModelServer((call: ModelCall) => {
    const messages = call.body.messages as { content: string }[];
    const contents = messages.map(({ content }) => content);
    const sent = {
      all: contents.join('\n\n'),
      system: contents[0]!,
      last: contents.at(-1)!,
      index: call.index,
    };
    try {
      call.text(answer(sent));
      call.finish();
    } catch {
      call.refuse(401, 'no more');
    }
  });

/** Settings with these servers as actor and judge. */
export const labConfig = (
  world: string,
  { actor, judge }: { actor?: Pick<ModelServer, 'baseUrl'>; judge?: Pick<ModelServer, 'baseUrl'> },
): Config =>
  Config.parse({
    WORLD: world,
    ...(actor && { LLM_BASE_URL: actor.baseUrl, LLM_MODEL: 'actor-1', LLM_API: 'chat', LLM_PREFILL: 'off' }),
    ...(judge && { JUDGE_BASE_URL: judge.baseUrl, JUDGE_MODEL: 'judge-1' }),
  });
