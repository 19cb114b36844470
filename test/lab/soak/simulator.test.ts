import { expect, test } from 'vitest';
import { runSoak } from '../../../server/lab/soak/run-soak.ts';
import { writeWorld } from '../../worlds.ts';
import { answering, labConfig, labFolder, labShell } from '../lab-run.ts';

test.each([
  ['none but its own', undefined, undefined],
  ['the one that was set for it', 'player-key', 'Bearer player-key'],
])('another server that plays the player gets %s as its key', async (_, SIMULATOR_API_KEY, sent) => {
  await using actor = await answering(() => 'Reply.');
  await using simulator = await answering(() => 'Line.');
  const config = {
    ...labConfig(await writeWorld(), { actor }),
    LLM_API_KEY: 'actor-key',
    ...(SIMULATOR_API_KEY !== undefined && { SIMULATOR_API_KEY }),
  };
  const options = {
    out: await labFolder(),
    concurrency: 4,
    npc: ['mara'],
    turns: 2,
    runs: 1,
    simulator: 'actor' as const,
    simulatorUrl: simulator.baseUrl,
    simulatorModel: 'player-1',
  };

  await runSoak(labShell(), [], options, config);

  expect(actor.calls.map(({ headers }) => headers.authorization)).toEqual(Array(2).fill('Bearer actor-key'));
  expect(simulator.calls).toHaveLength(2);
  for (const { headers } of simulator.calls) {
    expect(headers.authorization ?? '').not.toContain('actor-key');
    if (sent !== undefined) expect(headers.authorization).toBe(sent);
  }
});

test('a player’s server that fails is told as that, with its own settings and the talk', async () => {
  await using actor = await answering(() => 'Reply.');
  await using simulator = await answering(() => {
    throw new Error('gone');
  });

  const run = runSoak(
    labShell(),
    [],
    {
      out: await labFolder(),
      concurrency: 1,
      npc: ['mara'],
      turns: 2,
      runs: 1,
      simulator: 'actor',
      simulatorUrl: simulator.baseUrl,
      simulatorModel: 'player-1',
    },
    labConfig(await writeWorld(), { actor }),
  );

  await expect(run).rejects.toThrow(
    /^talks, .*mara.*, run 1: The simulated player at .* refused the key \(HTTP 401\): check SIMULATOR_API_KEY/,
  );
});
