import path from 'node:path';
import PQueue from 'p-queue';
import { SoliloquyError } from '../../schemas/errors.ts';
import { Persona } from '../../schemas/persona.ts';
import type { Lore, World } from '../../schemas/world.ts';
import type { ArgsCheck } from './actions.ts';
import { checkPersona } from './check-persona.ts';
import type { Content, PersonaSource } from './content.ts';
import { hashOf } from './content.ts';
import { comparedName, personaFindings, type Surroundings } from './cross-checks.ts';
import { isSame, type Merge, type MergeConflict, type MergedField, mergePersona } from './merge.ts';
import { writePersonaFile } from './persona-file.ts';
import { fieldName, unknownWord } from './problems.ts';

/** By whom a version was saved (`file` or a name), when (Unix milliseconds), with what note, and what it was called later. */
export type VersionInfo = {
  version: number;
  author: string;
  note: string | null;
  name: string | null;
  createdAt: number;
};
type StoredVersion = VersionInfo & { body: unknown };
type PersonaOf = { world: string; persona: string };

/** What the cast keeps its versions in. */
export type VersionStore = {
  takePersonaFile(file: PersonaOf & { hash: string; body: unknown }): Promise<StoredVersion>;
  notePersonaFile(file: PersonaOf & { hash: string }): Promise<void>;
  savePersonaVersion(
    version: PersonaOf & { hash: string; author: string; note?: string; body: unknown },
  ): Promise<StoredVersion>;
  personaVersion(world: string, persona: string, version: number): Promise<StoredVersion | null>;
  personaVersions(world: string, persona: string): Promise<VersionInfo[]>;
  namePersonaVersion(world: string, persona: string, version: number, name: string | null): Promise<boolean>;
};

/** A persona that is live, and the version it is. */
export type CastMember = { persona: Persona } & VersionInfo;

/** What somebody wants to save; `base` is the version that was edited. */
export type PersonaDraft = { persona: unknown; base: number; author: string; note?: string };

/** What became of a draft. A draft that is the live version already makes none. */
export type Saved =
  | { kind: 'saved'; version: number }
  /** Somebody else saved meanwhile; `fields` says what came from whom. */
  | { kind: 'merged'; version: number; fields: MergedField[] }
  /** Nothing was saved: both changed the same. `merged` is the draft with what else they changed. */
  | { kind: 'conflict'; live: CastMember; conflicts: MergeConflict[]; merged: Persona };

/** A world's content as it is live: its personas in their newest versions, its lore, its world file. Shared by all instances. */
export class Cast {
  readonly name: string;
  /** What is wrong with the files on disk, where they were edited and are therefore not those that are live. */
  problem: string | undefined;
  readonly #store: VersionStore;
  readonly #members = new Map<string, CastMember>();
  /** One change after another: a draft is compared with what is live when its turn has come. */
  readonly #changes = new PQueue({ concurrency: 1 });
  /** When a file was written from here, by `performance.now()`: content read before has an old one. */
  readonly #writtenAt = new Map<string, number>();
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

  /** What is live of a persona. Throws `unknown-persona`. */
  mustHave(id: string): CastMember {
    const live = this.#members.get(id);
    if (live) return live;
    throw new SoliloquyError(
      'unknown-persona',
      `There is no persona "${id}" in this world. There are: ${this.ids.join(', ') || 'none'}.`,
    );
  }

  /** The persona's file within the world's folder, and whether what is live is what it says. */
  file(id: string): { path: string; isLive: boolean } | undefined {
    const source = this.#content.personas.get(id);
    if (!source) return undefined;
    const inWorld = path.relative(this.#content.dir, source.file).split(path.sep).join('/');
    return { path: inWorld, isLive: isSame(source.persona, this.#members.get(id)?.persona) };
  }

  /** Takes content edited on disk; each running instance uses it from the NPC's next turn on. */
  async update(content: Content): Promise<void> {
    await this.#changes.add(() => this.#update(content));
  }

  /** What does not fit any more in versions that were saved here, a sentence each: the world was edited since. */
  warnings(): string[] {
    return [...this.#members].flatMap(([id, { persona, version, author }]) =>
      personaFindings(persona, this.#surroundings(id)).map(
        ({ path: field, message }) =>
          `${id}, version ${version} by ${author}: ${fieldName(field)}: ${message}; save it anew in the console`,
      ),
    );
  }

  /**
   * Makes a draft live. Throws `bad-content` with the fields (`PersonaProblems`) when it is no persona or does not fit in the
   * world, `unknown-persona`, or `unknown-version` for its base.
   */
  save(id: string, draft: PersonaDraft): Promise<Saved> {
    return this.#changes.add(() => this.#save(id, draft));
  }

  /** Newest first. Throws `unknown-persona`. */
  async versions(id: string): Promise<VersionInfo[]> {
    this.mustHave(id);
    return this.#store.personaVersions(this.name, id);
  }

  /** One version as it was saved. Throws `unknown-persona`, `unknown-version`. */
  async version(id: string, version: number): Promise<StoredVersion> {
    const { version: newest } = this.mustHave(id);
    const found = await this.#store.personaVersion(this.name, id, version);
    if (!found) throw unknownVersion(id, version, newest);
    return found;
  }

  /** Makes an old version live again, as a new one; resolves with its number. Throws what `version` and `save` do. */
  restore(id: string, version: number, author: string): Promise<number> {
    return this.#changes.add(async () => {
      const { body } = await this.version(id, version);
      return this.#write(id, body, author, `Version ${version} again`);
    });
  }

  /** Calls a version something; null takes its name. Throws `unknown-persona`, `unknown-version`. */
  nameVersion(id: string, version: number, name: string | null): Promise<void> {
    return this.#changes.add(async () => {
      const live = this.mustHave(id);
      if (!(await this.#store.namePersonaVersion(this.name, id, version, name)))
        throw unknownVersion(id, version, live.version);
      if (live.version === version) this.#members.set(id, { ...live, name });
    });
  }

  /** Writes what is live into the persona's file. Throws `unknown-persona`, and `bad-content` where the file stands against it. */
  writeToFile(id: string): Promise<void> {
    return this.#changes.add(async () => {
      const { persona } = this.mustHave(id);
      const source = this.#content.personas.get(id)!;
      if (isSame(source.persona, persona)) return;
      const written = await writePersonaFile(source, persona);
      this.#writtenAt.set(id, performance.now());
      this.#content.personas.set(id, written);
      await this.#store.notePersonaFile({ world: this.name, persona: id, hash: contentHash(persona) });
    });
  }

  async #update(content: Content): Promise<void> {
    // Read before what is live, and queued behind it.
    if (content.readAt < this.#content.readAt) return;
    const members = new Map<string, CastMember>();
    const personas = new Map<string, PersonaSource>();
    for (const [id, read] of content.personas) {
      const isOld = (this.#writtenAt.get(id) ?? 0) > content.readAt;
      const source = isOld ? this.#content.personas.get(id)! : read;
      personas.set(id, source);
      members.set(id, await this.#take(id, source));
    }
    this.#content = { ...content, personas };
    this.problem = undefined;
    this.#members.clear();
    for (const [id, member] of members) this.#members.set(id, member);
  }

  async #take(id: string, { persona }: PersonaSource): Promise<CastMember> {
    // Of what it says: an edit of its comments or its layout is none.
    const hash = contentHash(persona);
    const of = { world: this.name, persona: id };
    const newest = await this.#store.takePersonaFile({ ...of, hash, body: persona });
    const live = Persona.safeParse(newest.body);
    if (live.success) return memberOf(live.data, newest);
    // Saved by an older version of Soliloquy whose personas were others; the file is one that can be played.
    const note = `Version ${newest.version} does not fit this version of Soliloquy`;
    return memberOf(
      persona,
      await this.#store.savePersonaVersion({ ...of, hash, author: 'file', note, body: persona }),
    );
  }

  async #save(id: string, { persona, base, author, note }: PersonaDraft): Promise<Saved> {
    const live = this.mustHave(id);
    const mine = checkPersona(persona);
    if (base === live.version) return { kind: 'saved', version: await this.#write(id, mine, author, note) };
    const old = (await this.version(id, base)).body as Persona;
    const { merged, conflicts, fields }: Merge<Persona> = mergePersona(
      Persona.safeParse(old).data ?? old,
      mine,
      live.persona,
    );
    if (conflicts.length > 0) return { kind: 'conflict', live, conflicts, merged };
    const version = await this.#write(id, merged, author, note);
    return fields.some(({ from }) => from === 'theirs')
      ? { kind: 'merged', version, fields }
      : { kind: 'saved', version };
  }

  async #write(id: string, body: unknown, author: string, note?: string): Promise<number> {
    const persona = checkPersona(body, this.#surroundings(id));
    const live = this.mustHave(id);
    if (isSame(live.persona, persona)) return live.version;
    const saved = await this.#store.savePersonaVersion({
      world: this.name,
      persona: id,
      hash: contentHash(persona),
      author,
      ...(note && { note }),
      body: persona,
    });
    this.#members.set(id, memberOf(persona, saved));
    return saved.version;
  }

  #surroundings(id: string): Surroundings {
    const others = [...this.#members].filter(([other]) => other !== id);
    return {
      locations: this.world.locations,
      personas: {
        has: (other) => this.#members.has(other),
        unknown: (other) => unknownWord('the persona files', other, this.ids),
      },
      holderOf: (name) => others.find(([, { persona }]) => comparedName(persona.name) === name)?.[0],
    };
  }
}

const memberOf = (persona: Persona, { version, author, note, name, createdAt }: VersionInfo): CastMember => ({
  persona,
  version,
  author,
  note,
  name,
  createdAt,
});

const unknownVersion = (id: string, version: number, newest: number): SoliloquyError =>
  new SoliloquyError('unknown-version', `"${id}" has no version ${version}; its newest is ${newest}.`);

const contentHash = (persona: Persona): string => hashOf(JSON.stringify(persona));
