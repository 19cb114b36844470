import { expect, test } from 'vitest';
import { countTokens } from '../../server/llm/tokens.ts';
import { cpuMsOf } from '../cpu-time.ts';
import { type Game, type Player, startGame } from '../game.ts';
import { lastPrompt, promptOf, scripted } from '../scripted.ts';
import { writeWorld } from '../worlds.ts';

const DAY = 86_400_000;
const WEEKS = 52;
const CONTEXT = 4096;
/** The last weeks of the first month and of the last. */
const MONTHS = [3, WEEKS - 1];
const PEOPLE = ['Ash', 'Bea', 'Cole'];
const TALK = [
  (week: number) => `The rain has not let up since week ${week}, says the miller Harlow.`,
  (week: number) => `I saw ${week + 3} barges of the Duke of Ravenmoor at the lower ford.`,
  (week: number) => `I have ${week + 1} coins left, and Old Garrick wants two of them. Is the ferry running?`,
];
const FIRST: Record<string, string> = {
  Ash: 'My name is Ashlyn of the Mere, and I lost my brother Corin at the sluice.',
  Bea: 'I live behind the tannery. I hate thunder.',
  Cole: 'My sister Ilse keeps bees at Harlow mill.',
};
const LAST: Record<string, [question: string, answer: string]> = {
  Ash: ['Do you remember what happened to my brother?', 'Corin'],
  Bea: ['Where do I live?', 'behind the tannery'],
  Cole: ['What does my sister keep?', 'bees'],
};

/** What recalling costs with nothing at hand, for words that many memories have and for such that few have; the least of some tries. */
async function uncachedMs(game: Game, week: number): Promise<number> {
  const [instance] = game.server.soliloquy.instances;
  const { recall } = instance!.memories;
  const questions = [...TALK.map((say) => say(week)), ...Object.values(LAST).map(([question]) => question)];
  const tries: number[] = [];
  for (let attempt = 0; attempt < 6; attempt += 1)
    tries.push(
      await cpuMsOf(async () => {
        for (const question of [...questions, ...questions]) {
          recall.changed(['mara']);
          await recall.scored(instance!.npc('mara'), question, 'player:client:ash');
        }
      }),
    );
  return Math.min(...tries);
}

test('after a year of talk the prompt is as long as ever, and what was told in the first week is known in the last', async () => {
  let now = Date.UTC(2030, 0, 1);
  const dir = await writeWorld();
  const model = scripted(
    'Is that so, now? Well, I never heard the like of it before, and I have heard much.',
  );
  const open = () => startGame({ dir, model, now: () => now, config: { LLM_CONTEXT_TOKENS: CONTEXT } });
  let game: Game = await open();
  const rows: number[] = [];
  const candidates: number[] = [];
  const recalls: number[] = [];
  const hear = async (player: Player, text: string) => {
    await player.talk({ npc: 'mara', text });
    const [instance] = game.server.soliloquy.instances;
    const scored = await instance!.memories.recall.scored(instance!.npc('mara'), text, undefined);
    candidates.push(scored.length);
  };
  for (let week = 0; week < WEEKS; week += 1) {
    if (week === WEEKS / 2) {
      await game.stop();
      game = await open();
    }
    const [instance] = game.server.soliloquy.instances;
    for (const name of PEOPLE) {
      const player = await game.join({ name, player: name.toLowerCase(), location: 'tavern' });
      if (week === 0) await hear(player, FIRST[name]!);
      for (const say of TALK) await hear(player, say(week));
      await player.leave();
      now += 2 * DAY;
    }
    (instance ?? [...game.server.soliloquy.instances][0])!.tick();
    await [...game.server.soliloquy.instances][0]!.background.onIdle();
    const { store, cast } = game.server.soliloquy;
    const counts = await store.countMemories({ instance: `${cast.name}/main`, branch: 'main', npc: 'mara' });
    rows.push(counts.reduce((sum, { count }) => sum + count, 0));
    if (MONTHS.includes(week)) recalls.push(await uncachedMs(game, week));
    now += DAY;
  }
  for (const name of PEOPLE) {
    const player = await game.join({ name, player: name.toLowerCase(), location: 'tavern' });
    await hear(player, LAST[name]![0]);
    expect(lastPrompt(model)).toContain(LAST[name]![1]);
    await player.leave();
  }
  await game.stop();

  const sizes = model.requests.map((request) => countTokens(promptOf(request)));
  const [half, whole] = [rows[WEEKS / 2 - 1]!, rows.at(-1)!];
  expect(Math.max(...sizes)).toBeLessThan(CONTEXT - 1024);
  expect(whole).toBeGreaterThan(half * 1.5);
  expect(whole).toBeLessThan(half * 2.5);
  expect(Math.max(...candidates)).toBeLessThanOrEqual(60);
  const [first, last] = recalls as [number, number];
  expect(last / first, `${first} ms, ${last} ms`).toBeLessThan(3);
}, 240_000);
