import { fc, test } from '@fast-check/vitest';
import { expect, onTestFinished } from 'vitest';
import { DESIGNER, GAME, type Game, startGame } from '../game.ts';
import { promptOf, scripted } from '../scripted.ts';
import { writeWorld } from '../worlds.ts';

type Step =
  | { kind: 'say'; npc: 'mara' | 'tom' }
  | { kind: 'weather' | 'mood' | 'goal' | 'door'; to: string }
  | { kind: 'move'; to: 'yard' | 'loft' }
  | { kind: 'save' | 'load'; slot: 'a' | 'b' }
  | { kind: 'restart' };

const word = fc.constantFrom('grim', 'merry', 'wild', 'still');
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('say' as const),
      npc: fc.constantFrom('mara' as const, 'tom' as const),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constantFrom('weather' as const, 'mood' as const, 'goal' as const, 'door' as const),
      to: word,
    }),
  },
  fc.record({ kind: fc.constant('move' as const), to: fc.constantFrom('yard' as const, 'loft' as const) }),
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constantFrom('save' as const, 'load' as const),
      slot: fc.constantFrom('a' as const, 'b' as const),
    }),
  },
  fc.constant({ kind: 'restart' as const }),
);

/** What a game is like: the world, Mara, and the words that were said to each. */
type World = {
  weather: string;
  mood: string;
  goal: string;
  door: string | undefined;
  una: string;
  said: { mara: string[]; tom: string[] };
};
const FIRST: World = {
  weather: 'clear',
  mood: 'calm',
  goal: 'Mara wants the test to pass.',
  door: undefined,
  una: 'yard',
  said: { mara: [], tom: [] },
};

/** An instance of a game, and its clients. */
async function seated(game: Game, instance: string) {
  const host = await game.join({ name: 'Host', instance }, GAME);
  const player = await game.join({ name: 'Ash', player: 'p1', location: 'tavern', instance });
  const designer = await game.join({ name: 'Dee', instance }, DESIGNER);
  return { host, player, designer };
}

test.prop([fc.array(step, { minLength: 8, maxLength: 24 })], { numRuns: 8 })(
  'whatever is said, set, saved, loaded and restarted, a game is as it was left there, and remembers what was said in it',
  async (steps) => {
    const dir = await writeWorld();
    const model = scripted('Aye.');
    let game = await startGame({ dir, model });
    onTestFinished(() => game.stop());
    let at = await seated(game, 'main');
    let world = structuredClone(FIRST);
    const saves = new Map<string, World>();
    let words = 0;

    for (const each of steps) {
      const { host, player } = at;
      switch (each.kind) {
        case 'say':
          words += 1;
          world.said[each.npc].push(`q${words}q`);
          await player.talk({ npc: each.npc, text: `Remember q${words}q.`, whisper: true });
          break;
        case 'weather':
          world.weather = each.to;
          await host.request('world.patch', { weather: each.to });
          break;
        case 'door':
          world.door = `The door is ${each.to}.`;
          await host.request('world.patch', { facts: { door: world.door } });
          break;
        case 'mood':
          world.mood = each.to;
          await host.request('npc.patch', { npc: 'mara', mood: each.to });
          break;
        case 'goal':
          world.goal = `To be ${each.to}.`;
          await host.request('npc.patch', { npc: 'mara', goal: world.goal });
          break;
        case 'move':
          world.una = each.to;
          await host.request('npc.patch', { npc: 'una', location: each.to });
          break;
        case 'save':
          saves.set(each.slot, structuredClone(world));
          await host.request('game.save', { slot: each.slot });
          break;
        case 'load': {
          const saved = saves.get(each.slot);
          const load = host.request('game.load', { slot: each.slot });
          if (saved) await load;
          else await expect(load).rejects.toMatchObject({ reason: { code: 'unknown-slot' } });
          if (saved) world = structuredClone(saved);
          break;
        }
        case 'restart':
          await game.stop();
          game = await startGame({ dir, model });
          at = await seated(game, 'main');
      }
      expect(stateOf(game), `after ${each.kind}`).toEqual({ ...world, said: undefined });
    }

    for (const npc of ['mara', 'tom'] as const) {
      await at.player.talk({ npc, text: 'And now?' });
      const prompt = promptOf(model.requests.at(-1)!);
      expect([...new Set(prompt.match(/q\d+q/g))].toSorted()).toEqual(world.said[npc].toSorted());
      if (npc === 'mara' && world.goal !== FIRST.goal)
        expect(prompt).toContain(`What Mara wants now: ${world.goal}`);
    }
    const { designer } = at;
    await designer.until(
      () =>
        designer.state.weather === world.weather &&
        designer.state.facts.get('door') === world.door &&
        designer.state.npcs.get('una')?.location === world.una &&
        designer.state.npcs.get('mara')?.goal === world.goal,
    );
    await game.stop();
  },
);

/** What the server holds. */
function stateOf({ server }: Game): Omit<World, 'said'> & { said: undefined } {
  const { weather, facts, npcs } = [...server.soliloquy.instances].find(({ name }) => name === 'main')!;
  const { mood, goal } = npcs.get('mara')!;
  return { weather, mood, goal, door: facts.get('door'), una: npcs.get('una')!.location, said: undefined };
}
