import { z } from 'zod';
import type { PersonaConflicts, VersionInfo } from '../../../schemas/console/personas.ts';
import type { RouteName } from '../../../schemas/console/routes.ts';
import type { Persona } from '../../../schemas/persona.ts';
import type { CastMember } from '../../persona/cast.ts';
import { Refusal } from '../answer.ts';
import type { Handlers } from '../api.ts';
import type { ApiParts } from './parts.ts';
import { Author, Line } from './words.ts';

/** A draft of texts far too long is to be told which they are, in bytes. */
const MAX_DRAFT_BYTES = 4 * 1024 * 1024;
/** Counting more would hold the event loop up. */
const MAX_COUNTED_CHARACTERS = 200_000;

const Of = z.object({ persona: z.string() });
const Version = Of.extend({ version: z.coerce.number().int().min(1) });

/** Personas as designers save them. */
export function personaHandlers({
  cast,
  countTokens,
  savePersona,
  restorePersona,
}: ApiParts): Handlers<Extract<RouteName, `personas.${string}`>> {
  const live = (id: string): CastMember => cast.mustHave(id);
  const count = (value: unknown): number => textsIn(value).reduce((sum, text) => sum + countTokens(text), 0);
  /** Of a persona as it is listed, again and again: each version is counted once. */
  const totals = new WeakMap<Persona, number>();
  const totalOf = (persona: Persona): number => {
    const total = totals.get(persona) ?? count(persona);
    totals.set(persona, total);
    return total;
  };
  const fileOf = (id: string) => cast.file(id) ?? null;
  return {
    'personas.list': {
      input: z.object({}),
      run: () => ({
        personas: cast.ids.map((id) => {
          const { persona, ...info } = live(id);
          const { name, description } = persona;
          return { id, name, description, live: info, file: fileOf(id), tokens: totalOf(persona) };
        }),
      }),
    },
    'personas.read': {
      input: Of,
      run: ({ persona: id }) => {
        const { persona, ...info } = live(id);
        const tokens = Object.entries(persona).map(([key, value]) => [key, count(value)] as const);
        const locations = Object.entries(cast.world.locations).map(([place, { name }]) => ({
          id: place,
          name,
        }));
        return { id, persona, live: info, file: fileOf(id), tokens: Object.fromEntries(tokens), locations };
      },
    },
    'personas.save': {
      input: Of.extend({
        body: z.unknown(),
        base: z.int().min(1),
        author: Author,
        note: Line(200).optional(),
      }),
      maxBytes: MAX_DRAFT_BYTES,
      run: async ({ persona: id, body, base, author, note }) => {
        const saved = await savePersona(id, { persona: body, base, author, ...(note && { note }) });
        if (saved.kind !== 'conflict') return saved;
        const details: PersonaConflicts = { ...saved, live: infoOf(saved.live) };
        throw new Refusal(
          409,
          'conflict',
          `Version ${details.live.version} by ${details.live.author} changed the same; nothing was saved.`,
          details,
        );
      },
    },
    'personas.write': {
      input: Of,
      run: async ({ persona: id }) => {
        await cast.writeToFile(id);
        return { file: fileOf(id) };
      },
    },
    'personas.versions': {
      input: Of,
      run: async ({ persona: id }) => ({ versions: (await cast.versions(id)).map(infoOf) }),
    },
    'personas.version': {
      input: Version,
      run: async ({ persona: id, version }) => {
        const found = await cast.version(id, version);
        return { ...infoOf(found), persona: found.body };
      },
    },
    'personas.restore': {
      input: Version.extend({ author: Author }),
      run: async ({ persona: id, version, author }) => ({
        version: await restorePersona(id, version, author),
      }),
    },
    'personas.name-version': {
      input: Version.extend({ name: Line(60).nullable() }),
      run: async ({ persona: id, version, name }) => {
        await cast.nameVersion(id, version, name || null);
        return {};
      },
    },
    'personas.count': {
      input: z
        .object({ texts: z.array(z.string()).max(200) })
        .refine(
          ({ texts }) => texts.reduce((sum, text) => sum + text.length, 0) <= MAX_COUNTED_CHARACTERS,
          `expected at most ${MAX_COUNTED_CHARACTERS} characters`,
        ),
      maxBytes: MAX_DRAFT_BYTES,
      run: ({ texts }) => ({ tokens: texts.map(countTokens) }),
    },
  };
}

const infoOf = ({ version, author, note, name, createdAt }: VersionInfo): VersionInfo => ({
  version,
  author,
  note,
  name,
  createdAt,
});

/** What of a value is text that may stand in a prompt. */
function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}
