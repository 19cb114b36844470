import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { Command } from 'commander';
import { onTestFinished } from 'vitest';
import { readConfig } from '../../server/config.ts';
import { addLabCommands } from '../../server/lab/commands.ts';

export async function folder(): Promise<string> {
  const dir = await mkdtemp(path.join(os.tmpdir(), 'soliloquy-lab-'));
  onTestFinished(() => rm(dir, { recursive: true, force: true }));
  return dir;
}

/** Runs a command of the lab as the command line does, and tells what it said. Rejects with what ended it. */
export async function lab(
  args: string[],
  environment: Record<string, string> = {},
  signal = new AbortController().signal,
): Promise<string> {
  const said: string[] = [];
  const program = new Command('soliloquy').exitOverride().configureOutput({ writeErr: () => {} });
  addLabCommands({
    program,
    run: (command) => command(),
    config: (flags) => readConfig(flags, environment),
    tell: (text) => said.push(text),
    signal: () => signal,
  });
  await program.parseAsync(args, { from: 'user' });
  return said.join('\n');
}
