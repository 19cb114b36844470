import type { Chunk, GenerateRequest, LanguageModel } from '../../server/llm/language-model.ts';
import { promptOf } from '../scripted.ts';

export const NPCS = ['ada', 'bo', 'cy', 'dot'];
export const PLAYERS = ['Ash', 'Birch', 'Cass', 'Dee'];

export type Random = { next(below: number): number; pick<T>(all: readonly T[]): T };

/** Mulberry32. */
export function randomOf(seed: number): Random {
  let state = seed;
  const next = (below: number): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
  return { next, pick: <T>(all: readonly T[]): T => all[next(all.length)]! };
}

type Saved = { npcs: Map<string, string>; perceived: Map<string, Set<string>> };

/** What ought to be so: who is where, which place is heard where, and which words each NPC has perceived. */
export class Model {
  readonly heardIn = new Map<string, string[]>();
  readonly players = new Map<string, string>();
  /** What stands in each persona's own file, and lore that one of them knows. */
  readonly secrets = new Map<string, string>();
  readonly lore: string;
  npcs = new Map<string, string>();
  perceived = new Map(NPCS.map((id) => [id, new Set<string>()]));
  #saved: Saved | undefined;
  #words = 0;

  constructor(random: Random) {
    const places = Array.from({ length: 3 + random.next(3) }, (_, index) => `place-${index}`);
    for (const place of places)
      this.heardIn.set(
        place,
        places.filter((other) => other !== place && random.next(3) === 0),
      );
    for (const id of NPCS) {
      this.npcs.set(id, random.pick(places));
      this.secrets.set(id, this.word());
      this.perceived.get(id)!.add(this.secrets.get(id)!);
    }
    this.lore = this.word();
    this.perceived.get('ada')!.add(this.lore);
    for (const name of PLAYERS) this.players.set(name, random.pick(places));
  }

  get places(): string[] {
    return [...this.heardIn.keys()];
  }

  get hasSaved(): boolean {
    return this.#saved !== undefined;
  }

  /** A word that was never said before. */
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

  save(): void {
    this.#saved = copyOf(this);
  }

  /** Players stay where they are. */
  load(): void {
    ({ npcs: this.npcs, perceived: this.perceived } = copyOf(this.#saved!));
  }
}

const copyOf = ({ npcs, perceived }: Saved): Saved => ({
  npcs: new Map(npcs),
  perceived: new Map([...perceived].map(([id, words]) => [id, new Set(words)])),
});

/** What a language model was asked, and answered: a thought of the NPC's own, and words that others see or hear. */
export type Asked = { npc: string; prompt: string; thought: string; outward: string[] };

/** A language model that thinks, does and says a new word each time, and keeps what it was asked. It plans in three ways by turns. */
export function wordy(model: () => Model) {
  const asked: Asked[] = [];
  let turns = 0;
  const language: LanguageModel = {
    name: 'wordy',
    async *generate(request: GenerateRequest): AsyncGenerator<Chunk> {
      const prompt = promptOf(request);
      const name = /^You are (\w+) from/.exec(prompt)![1]!;
      const [plan, thought, deed, said] = [1, 2, 3, 4].map(() => model().word()) as [
        string,
        string,
        string,
        string,
      ];
      asked.push({ npc: name.toLowerCase(), prompt, thought, outward: [deed, said] });
      const reply = `<role_thinking>I hide ${thought}.</role_thinking><role_action>nods ${deed}</role_action>I say ${said}.`;
      turns += 1;
      if (turns % 3 === 0) yield { kind: 'reasoning', text: `I plan ${plan}.` };
      const tag = turns % 3 === 1 ? 'think' : 'system_thinking';
      const before = turns % 3 === 0 ? `${name}: ` : `<${tag}>I plan ${plan}.</${tag}>`;
      yield { kind: 'text', text: before + reply };
    },
  };
  return { asked, language };
}
