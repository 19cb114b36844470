import os from 'node:os';
import { defineConfig } from 'vitest/config';

const cores = os.availableParallelism();
/** Each of these files has a browser, an engine or a server in a process of its own at work beside it, which takes a core. */
const HEAVY = [
  'test/{bench,browser,console,godot,unity}/**/*.test.ts',
  'test/lab/{pages,runs,runs-data,runs-enhance,runs-refused,check-command,dataset-command,enhance/enhance}.test.ts',
  'test/{cards-command,command-line,embed,terminal}.test.ts',
  'test/rooms/{persistence,join}.test.ts',
  'test/store/kill.test.ts',
];

export default defineConfig({
  test: {
    // Each file starts its own server; Colyseus' matchmaker is one per process.
    pool: 'forks',
    // Files that one worker runs share its modules and its browser: to load the server anew for each takes longer than most of them.
    isolate: false,
    testTimeout: 20_000,
    hookTimeout: 30_000,
    reporters: process.env.CI ? ['default', ['json', { outputFile: 'data/test-results.json' }]] : ['default'],
    projects: [
      {
        extends: true,
        test: {
          name: 'heavy',
          include: HEAVY,
          maxWorkers: Math.max(1, Math.floor(cores / 2)),
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          name: 'light',
          include: ['test/**/*.test.ts'],
          exclude: HEAVY,
          // Most of their time they wait for one another; with the default a machine of two cores would run one at a time.
          maxWorkers: Math.max(2, cores - 1),
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
