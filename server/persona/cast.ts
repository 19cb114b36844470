import type { Persona } from '../../schemas/persona.ts';
import type { Lore, World } from '../../schemas/world.ts';
import type { ArgsCheck } from './actions.ts';
import type { Content } from './content.ts';

/** What the cast keeps its versions in. */
export type VersionStore = {
  savePersonaVersion(version: {
    world: string;
    persona: string;
    hash: string;
    author: string;
    note?: string;
    body: unknown;
  }): Promise<number>;
};

export type CastMember = { persona: Persona; version: number };

/** A world's content as it is live: its personas in their newest versions, its lore, its world file. Shared by all instances. */
export class Cast {
  readonly name: string;
  /** What is wrong with the files on disk, where they were edited and are therefore not those that are live. */
  problem: string | undefined;
  readonly #store: VersionStore;
  readonly #members = new Map<string, CastMember>();
  #content: Content;

  private constructor(content: Content, store: VersionStore) {
    this.name = content.name;
    this.#content = content;
    this.#store = store;
  }

  /** Opens the content; a persona file that changed since it was last seen becomes a new version by author `file`. */
  static async open(content: Content, store: VersionStore): Promise<Cast> {
    const cast = new Cast(content, store);
    await cast.update(content);
    return cast;
  }

  get world(): World {
    return this.#content.world;
  }

  get lore(): ReadonlyMap<string, Lore> {
    return this.#content.lore;
  }

  /** What is wrong with a call's arguments, by the action's name. */
  get argsChecks(): ReadonlyMap<string, ArgsCheck> {
    return this.#content.argsChecks;
  }

  get ids(): string[] {
    return [...this.#members.keys()];
  }

  member(id: string): CastMember | undefined {
    return this.#members.get(id);
  }

  /** Takes content edited on disk; each running instance uses it from the NPC's next turn on. */
  async update(content: Content): Promise<void> {
    const members = new Map<string, CastMember>();
    for (const [id, { persona, hash }] of content.personas) {
      const version = await this.#store.savePersonaVersion({
        world: this.name,
        persona: id,
        hash,
        author: 'file',
        body: persona,
      });
      members.set(id, { persona, version });
    }
    this.#content = content;
    this.problem = undefined;
    this.#members.clear();
    for (const [id, member] of members) this.#members.set(id, member);
  }
}
