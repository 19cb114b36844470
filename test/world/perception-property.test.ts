import { rm } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { LanguageModel } from '../../server/llm/language-model.ts';
import { GAME, type Player } from '../game.ts';
import { startTalkGame, type TalkGame } from '../idle-talk.ts';
import { persona, writeWorld } from '../worlds.ts';
import { type Asked, Model, NPCS, PLAYERS, type Random, randomOf, wordy } from './perception-model.ts';

/** `PERCEPTION_SEED` repeats a failure; `PERCEPTION_STEPS` says how many steps are taken in all. */
const SEED = Number(process.env.PERCEPTION_SEED ?? Date.now() % 1_000_000);
const STEPS = Number(process.env.PERCEPTION_STEPS ?? 1050);
const STEPS_EACH = 150;
/** What a player may send at once, with some to spare; then the server is started anew, and all join again. */
const MOST_SENT = 25;
const TOKEN = /\bq\d+q\b/g;

/** What came to pass in all worlds: a property of what never happens says nothing. */
const happened = { talks: 0, loads: 0, restarts: 0, recalled: 0 };

test(`no prompt holds what its NPC did not perceive, and each holds what was said to it last (seed ${SEED})`, async () => {
  const missing = () => Object.entries(happened).filter(([, times]) => times === 0);
  // What is rare may not have come about by then.
  for (let world = 0; world * STEPS_EACH < (missing().length > 0 ? 4 * STEPS : STEPS); world += 1)
    await new Play(randomOf(SEED + world), SEED + world).run();

  expect(missing()).toEqual([]);
}, 300_000);

/** One world, its players, and what is done to it. */
class Play {
  readonly #random: Random;
  readonly #seed: number;
  readonly #model: Model;
  readonly #language: LanguageModel;
  readonly #asked: Asked[];
  #now = Date.UTC(2026, 0, 5);
  /** Whether NPCs may begin to talk now. */
  #mayTalk = false;
  #game!: TalkGame;
  #host!: Player;
  #players = new Map<string, Player>();
  /** By each player since the server was started. */
  readonly #sent = new Map<string, number>();

  constructor(random: Random, seed: number) {
    this.#random = random;
    this.#seed = seed;
    this.#model = new Model(random);
    ({ asked: this.#asked, language: this.#language } = wordy(() => this.#model));
  }

  async run(): Promise<void> {
    const dir = await writeWorld(this.#files());
    await this.#open(dir);
    try {
      for (let step = 0; step < STEPS_EACH; step += 1) {
        if (this.#random.next(100) === 0 || Math.max(0, ...this.#sent.values()) >= MOST_SENT) {
          happened.restarts += 1;
          await this.#game.stop();
          await this.#open(dir);
        } else await this.#act(step);
        await this.#game.quiet();
        this.#check(step);
      }
    } finally {
      await this.#game.stop();
      await rm(path.join(dir, '..'), { recursive: true, force: true });
    }
  }

  #files() {
    const { heardIn, npcs, secrets, lore } = this.#model;
    const talk = { about: 'eels', quietSeconds: 0, cooldownSeconds: 1, chance: 0.5, turns: 4 };
    const [ada, bo, cy, dot] = NPCS as [string, string, string, string];
    return {
      world: {
        start: 'place-0',
        clock: { time: 'Day 1, 08:00', speed: 60 },
        locations: Object.fromEntries(
          [...heardIn].map(([id, there]) => [
            id,
            { name: `The ${id}`, description: 'A place.', heardIn: there },
          ]),
        ),
        talks: { first: { between: [ada, bo], ...talk }, second: { between: [dot, cy, ada], ...talk } },
      },
      personas: Object.fromEntries(
        [...npcs].map(([id, location]) => [
          id,
          persona(`${id[0]!.toUpperCase()}${id.slice(1)}`, {
            location,
            profile: `Knows ${secrets.get(id)}.`,
          }),
        ]),
      ),
      lore: { eels: { title: 'Eels', keys: ['listen'], text: `Eels are ${lore}.`, knownBy: ['ada'] } },
    };
  }

  /** Every other world has room for little talk, so that what was said before is recalled. */
  async #open(dir: string): Promise<void> {
    this.#game = await startTalkGame({
      dir,
      model: this.#language,
      now: () => this.#now,
      random: () => (this.#mayTalk ? 0 : 0.99),
      config: { JOINS_PER_MINUTE: 10_000, ...(this.#seed % 2 === 0 && { LLM_CONTEXT_TOKENS: 2048 }) },
    });
    this.#sent.clear();
    for (const [name, location] of this.#model.players)
      this.#players.set(name, await this.#game.join({ name, player: name, location }));
    this.#host = await this.#game.join({ name: 'Host' }, GAME);
  }

  async #act(step: number): Promise<void> {
    const model = this.#model;
    const [name, npc, place] = [
      this.#random.pick(PLAYERS),
      this.#random.pick(NPCS),
      this.#random.pick(model.places),
    ];
    switch (this.#random.next(10)) {
      case 0:
        this.#note(name);
        await this.#players.get(name)!.request('move', { location: place });
        model.players.set(name, place);
        return;
      case 1:
        await this.#host.request('npc.patch', { npc, location: place });
        model.npcs.set(npc, place);
        return;
      case 2:
        return this.#event(place);
      case 3:
      case 4:
        return this.#pass();
      case 5:
        return this.#saveOrLoad();
      default:
        await this.#say(name, npc, step);
    }
  }

  #note(name: string): void {
    this.#sent.set(name, (this.#sent.get(name) ?? 0) + 1);
  }

  async #event(place: string): Promise<void> {
    const model = this.#model;
    const word = model.word();
    const witnesses = this.#random.next(2) === 0 ? undefined : NPCS.filter(() => this.#random.next(2) === 0);
    const event = { text: `Then ${word}.`, location: place, ...(witnesses && { witnesses }) };
    await this.#host.request('event', event);
    if (witnesses) for (const id of witnesses) model.perceived.get(id)!.add(word);
    else model.aloud(word, place);
  }

  /** Time goes on, up to an hour of the world; NPCs may talk among themselves. */
  async #pass(): Promise<void> {
    const { instance } = this.#game;
    this.#now += this.#random.next(60) * 1000;
    this.#mayTalk = true;
    instance.tick();
    await instance.change(() => {});
    this.#mayTalk = false;
  }

  async #saveOrLoad(): Promise<void> {
    const isLoad = this.#model.hasSaved && this.#random.next(2) === 0;
    await this.#host.request(isLoad ? 'game.load' : 'game.save', { slot: 'one' });
    if (isLoad) this.#model.load();
    else this.#model.save();
    if (isLoad) happened.loads += 1;
  }

  async #say(name: string, npc: string, step: number): Promise<void> {
    const model = this.#model;
    const player = this.#players.get(name)!;
    this.#note(name);
    const whisper = this.#random.next(3) === 0;
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
    const last = this.#asked.at(-1)!;
    expect(last.npc).toBe(npc);
    expect(last.prompt).toContain(message.text);
    this.#check(step, whisper);
  }

  /** Looks at what was asked since; the answers are in prompts from now on. */
  #check(step: number, whisper = false): void {
    const model = this.#model;
    for (const { npc, prompt, thought, outward } of this.#asked.splice(0)) {
      const known = model.perceived.get(npc)!;
      const strange = [...new Set(prompt.match(TOKEN))].filter((word) => !known.has(word));
      expect(strange, `seed ${this.#seed}, step ${step}: ${npc} knows what it did not perceive`).toEqual([]);
      if (/^Environment: .* speaks to .* now, and to nobody else/m.test(prompt)) happened.talks += 1;
      if (prompt.includes(' remembers')) happened.recalled += 1;
      known.add(thought);
      for (const word of outward)
        if (whisper) known.add(word);
        else model.aloud(word, model.npcs.get(npc)!);
    }
  }
}
