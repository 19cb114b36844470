import { rm } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { Chunk, GenerateRequest, LanguageModel } from '../../server/llm/language-model.ts';
import { GAME, type Game, type Player, startGame } from '../game.ts';
import { promptOf } from '../scripted.ts';
import { persona, writeWorld } from '../worlds.ts';

/** `PERCEPTION_SEED` repeats a failure; `PERCEPTION_STEPS` says how many steps each world takes. */
const SEED = Number(process.env.PERCEPTION_SEED ?? Date.now() % 1_000_000);
const STEPS = Number(process.env.PERCEPTION_STEPS ?? 150);
const WORLDS = 6;
const NPCS = ['ada', 'bo', 'cy', 'dot'];
const PLAYERS = ['Ash', 'Birch', 'Cass'];
const TOKEN = /\bq\d+q\b/g;

/** Mulberry32. */
function randomOf(seed: number) {
  let state = seed;
  const next = (below: number): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
  return { next, pick: <T>(all: readonly T[]): T => all[next(all.length)]! };
}
type Random = ReturnType<typeof randomOf>;

/** What ought to be so: who is where, which place is heard where, and which words each NPC has perceived. */
class Model {
  readonly heardIn = new Map<string, string[]>();
  readonly npcs = new Map<string, string>();
  readonly players = new Map<string, string>();
  readonly perceived = new Map(NPCS.map((id) => [id, new Set<string>()]));
  #words = 0;

  constructor(random: Random) {
    const places = Array.from({ length: 3 + random.next(3) }, (_, index) => `place-${index}`);
    for (const place of places)
      this.heardIn.set(
        place,
        places.filter((other) => other !== place && random.next(3) === 0),
      );
    for (const id of NPCS) this.npcs.set(id, random.pick(places));
    for (const name of PLAYERS) this.players.set(name, random.pick(places));
  }

  get places(): string[] {
    return [...this.heardIn.keys()];
  }

  word(): string {
    this.#words += 1;
    return `q${this.#words}q`;
  }

  hears(here: string, there: string): boolean {
    return here === there || this.heardIn.get(there)!.includes(here);
  }

  /** Words at a place reach whoever hears it. */
  aloud(word: string, place: string): void {
    for (const [id, here] of this.npcs) if (this.hears(here, place)) this.perceived.get(id)!.add(word);
  }
}

/** A language model that says a new word each time and keeps what it was asked. */
function wordy(model: () => Model) {
  const asked: { npc: string; prompt: string; word: string }[] = [];
  const language: LanguageModel = {
    name: 'wordy',
    async *generate(request: GenerateRequest): AsyncGenerator<Chunk> {
      const prompt = promptOf(request);
      const npc = /^You are (\w+) from/.exec(prompt)![1]!.toLowerCase();
      const word = model().word();
      asked.push({ npc, prompt, word });
      yield { kind: 'text', text: `<system_thinking>p</system_thinking>I say ${word}.` };
    },
  };
  return { asked, language };
}

test(`no prompt holds what its NPC did not perceive, and each holds what was said to it last (seed ${SEED})`, async () => {
  for (let world = 0; world < WORLDS; world += 1) await playOne(randomOf(SEED + world), SEED + world);
}, 300_000);

async function playOne(random: Random, seed: number): Promise<void> {
  const model = new Model(random);
  const { asked, language } = wordy(() => model);
  const dir = await writeWorld({
    world: {
      start: 'place-0',
      locations: Object.fromEntries(
        [...model.heardIn].map(([id, heardIn]) => [
          id,
          { name: `The ${id}`, description: 'A place.', heardIn },
        ]),
      ),
    },
    personas: Object.fromEntries(
      [...model.npcs].map(([id, location]) => [
        id,
        persona(`${id[0]!.toUpperCase()}${id.slice(1)}`, { location }),
      ]),
    ),
  });
  let opened = await open(dir, language, model);
  try {
    for (let step = 0; step < STEPS; step += 1) {
      if (random.next(60) === 0) {
        await opened.game.stop();
        opened = await open(dir, language, model);
      } else await act(random, model, opened, asked);
      for (const { npc, prompt } of asked.splice(0)) {
        const known = model.perceived.get(npc)!;
        const strange = [...new Set(prompt.match(TOKEN))].filter((word) => !known.has(word));
        expect(strange, `seed ${seed}, step ${step}: ${npc} knows what it did not perceive`).toEqual([]);
      }
    }
  } finally {
    await opened.game.stop();
    await rm(path.join(dir, '..'), { recursive: true, force: true });
  }
}

type Opened = { game: Game; host: Player; players: Map<string, Player> };

async function open(dir: string, model: LanguageModel, { players }: Model): Promise<Opened> {
  const game = await startGame({ dir, model });
  const joined = new Map<string, Player>();
  for (const [name, location] of players) joined.set(name, await game.join({ name, player: name, location }));
  return { game, host: await game.join({ name: 'Host' }, GAME), players: joined };
}

async function act(
  random: Random,
  model: Model,
  { host, players }: Opened,
  asked: { npc: string; prompt: string; word: string }[],
): Promise<void> {
  const [name, npc, place] = [random.pick(PLAYERS), random.pick(NPCS), random.pick(model.places)];
  switch (random.next(6)) {
    case 0:
      await players.get(name)!.request('move', { location: place });
      model.players.set(name, place);
      return;
    case 1:
      await host.request('npc.patch', { npc, location: place });
      model.npcs.set(npc, place);
      return;
    case 2: {
      const word = model.word();
      const witnesses = random.next(2) === 0 ? undefined : NPCS.filter(() => random.next(2) === 0);
      await host.request('event', {
        text: `Then ${word}.`,
        location: place,
        ...(witnesses && { witnesses }),
      });
      if (witnesses) for (const id of witnesses) model.perceived.get(id)!.add(word);
      else model.aloud(word, place);
      return;
    }
    default:
      await say(random, model, { player: players.get(name)!, name, npc }, asked);
  }
}

async function say(
  random: Random,
  model: Model,
  { player, name, npc }: { player: Player; name: string; npc: string },
  asked: { npc: string; prompt: string; word: string }[],
): Promise<void> {
  const whisper = random.next(3) === 0;
  const [here, there] = [model.players.get(name)!, model.npcs.get(npc)!];
  const isNear = here === there || (!whisper && model.hears(here, there) && model.hears(there, here));
  const word = model.word();
  const message = { npc, text: `Listen, ${word}.`, whisper };
  if (!isNear) {
    await expect(player.request('say', message)).rejects.toMatchObject({
      reason: { code: 'out-of-earshot' },
    });
    return;
  }
  if (whisper) model.perceived.get(npc)!.add(word);
  else model.aloud(word, here);
  await player.talk(message);
  const last = asked.at(-1)!;
  expect(last.npc).toBe(npc);
  expect(last.prompt).toContain(message.text);
  // Its answer is in prompts from now on.
  if (whisper) model.perceived.get(npc)!.add(last.word);
  else model.aloud(last.word, there);
}
