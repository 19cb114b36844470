import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { SoliloquyError } from '../../../schemas/errors.ts';
import type { Span } from '../../../schemas/layers.ts';
import { Persona } from '../../../schemas/persona.ts';
import type { Content } from '../../persona/content.ts';
import { spansOf } from '../her-text.ts';
import { type Stage, stageIn } from '../npc-talk.ts';
import type { NamedScene } from '../scenes.ts';

/** What a talk begins with. */
export type Seed = {
  id: string;
  stage: Stage;
  user: { name: string; setting: string };
  /** What the NPC said first, before any turn. */
  prologue?: Span[];
  /** What the player says first; absent: whatever the player wants. */
  opening?: Span[];
};

const TRAVELLER = { name: 'Ash', setting: 'A traveller, new here, curious, with time to spare.' };

/** A talk with each NPC of a world in its own place, begun by its greeting. */
export const seedsOfNpcs = (content: Content, npcs: readonly string[]): Seed[] =>
  [...content.personas]
    .filter(([npc]) => npcs.length === 0 || npcs.includes(npc))
    .map(([npc, { persona }]) => {
      const { location } = persona;
      const user = { ...TRAVELLER, name: freeName(content) };
      const others = [...content.personas].filter(
        ([slug, other]) => slug !== npc && other.persona.location === location,
      );
      return {
        id: npc,
        stage: stageIn(content, npc, {
          location,
          npcs: others.map(([slug]) => slug),
          guests: [user.name],
        }),
        user,
        prologue: speech(persona.greeting[0]!),
      };
    });

/** A talk out of each golden scene that has a guest, with each NPC who is there. */
export const seedsOfScenes = (
  scenes: readonly NamedScene[],
  content: Content,
  npcs: readonly string[],
): Seed[] =>
  scenes.flatMap(({ id, location, situation, before, characters, guests, lines }) => {
    const [guest] = Object.entries(guests);
    if (!guest) return [];
    const [name, setting] = guest;
    const cast = Object.keys(characters);
    const first = lines[0]!;
    return cast
      .filter((npc) => npcs.length === 0 || npcs.includes(npc))
      .map((npc): Seed => {
        const stage = stageIn(content, npc, {
          location,
          npcs: cast.filter((other) => other !== npc),
          guests: Object.keys(guests),
          situation,
        });
        return {
          id: `${id}-${npc}`,
          stage: {
            ...stage,
            ...(before !== '' && { before }),
            ...(characters[npc] && { goal: characters[npc] }),
          },
          user: { name, setting },
          ...(first.who === name && { opening: spansOf(first.text, name) }),
        };
      });
  });

const Text = z.string().trim();
const BenchSeed = z
  .object({
    id: z.union([z.string().min(1), z.number()]).transform(String),
    ai_name: Text.min(1),
    ai_setting: Text.min(1),
    user_name: Text.min(1),
    user_setting: Text.default(''),
    ai_prologue: Text.nullish().transform((text) => text ?? ''),
    initial_user_input: Text.nullish().transform((text) => text ?? ''),
  })
  .refine(({ ai_name, user_name }) => nameOf(ai_name) !== nameOf(user_name), {
    path: ['user_name'],
    message: 'expected another name than ai_name',
  });

/** Reads seeds in the fields of MiniMax's role-play bench: a list in JSON, or a seed a line. Throws `bad-content` with every problem of a file. */
export async function readSeeds(files: readonly string[]): Promise<Seed[]> {
  const places = new Map<string, string>();
  const read: Seed[] = [];
  for (const file of files) read.push(...(await seedsIn(file, places)));
  return read;
}

/** `places`: the file that each id stands in; those of this one are added. */
async function seedsIn(file: string, places: Map<string, string>): Promise<Seed[]> {
  const text = await readFile(file, 'utf8').catch((cause: Error) => {
    throw new SoliloquyError('bad-content', `${file} cannot be read: ${cause.message}`, { cause });
  });
  const problems: string[] = [];
  const seeds = listIn(text, file).flatMap(({ value, place }) => {
    const read = BenchSeed.safeParse(value);
    if (read.success) return [read.data];
    problems.push(
      ...read.error.issues.map((issue) => `${file}:${place} ${issue.path.join('.')}: ${issue.message}`),
    );
    return [];
  });
  for (const { id } of seeds) {
    const before = places.get(id);
    if (before !== undefined)
      problems.push(
        `${file}: the id ${id} comes twice; it stands in ${before} already, expected one of its own for each seed`,
      );
    places.set(id, file);
  }
  if (problems.length > 0) throw new SoliloquyError('bad-content', problems.join('\n'));
  if (seeds.length === 0) throw new SoliloquyError('bad-content', `${file} holds no seeds.`);
  return seeds.map(seedOf);
}

function listIn(text: string, file: string): { value: unknown; place: string }[] {
  const isList = text.trimStart().startsWith('[');
  try {
    if (isList)
      return (JSON.parse(text) as unknown[]).map((value, index) => ({ value, place: `seed ${index + 1}` }));
  } catch (cause) {
    throw new SoliloquyError('bad-content', `${file} is no JSON: ${(cause as Error).message}`, { cause });
  }
  return text.split('\n').flatMap((line, index) => {
    if (line.trim() === '') return [];
    try {
      return [{ value: JSON.parse(line) as unknown, place: String(index + 1) }];
    } catch (cause) {
      throw new SoliloquyError(
        'bad-content',
        `${file}:${index + 1} is no JSON: ${(cause as Error).message}. Expected a list, or a seed in each line.`,
        { cause },
      );
    }
  });
}

const NPC = 'character';
const PLACE = 'scene';

function seedOf(bench: z.infer<typeof BenchSeed>): Seed {
  const { id, ai_setting, user_setting, ai_prologue, initial_user_input } = bench;
  const name = nameOf(bench.ai_name);
  const user = { name: nameOf(bench.user_name), setting: user_setting };
  const brief = Persona.parse({
    name,
    description: ai_setting.slice(0, 300),
    location: PLACE,
    profile: ai_setting.slice(0, 4000),
    personality: 'As the profile has it.',
    background: 'As the profile has it.',
    motivation: ['To see where this goes.'],
    speechStyle: 'As the profile has it.',
    greeting: [(ai_prologue || 'Well met.').slice(0, 400)],
    examples: [{ kind: 'small-talk', say: 'So it is.' }],
    language: languageOf(ai_setting),
  });
  return {
    id,
    stage: {
      npc: NPC,
      // However long the bench has it.
      persona: { ...brief, profile: ai_setting, examples: [] },
      world: { title: 'Role-Play Bench', description: '', language: languageOf(ai_setting) },
      location: {
        id: PLACE,
        name: 'Here',
        description: 'Where the profile has it.',
        ...(user_setting !== '' && { scene: `${user.name}: ${user_setting}` }),
      },
      people: [{ name: user.name }],
      present: [user.name],
      knowledge: [],
      loreBudget: { tokens: 400, entries: 3 },
    },
    user,
    ...(ai_prologue !== '' && { prologue: spansOf(ai_prologue, name) }),
    ...(initial_user_input !== '' && { opening: spansOf(initial_user_input, user.name) }),
  };
}

/** A name in a book may be none that could stand in a game. */
const nameOf = (name: string): string =>
  name
    .replaceAll(/[:：∶꞉<>[\](){}（）【】〔〕|=*\p{Cc}]/gu, ' ')
    .trim()
    .slice(0, 40) || 'Somebody';

/** The bench is in these two. */
const languageOf = (text: string): string =>
  (text.match(/\p{Script=Han}/gu)?.length ?? 0) > text.length / 5 ? 'Chinese' : 'English';

const speech = (text: string): Span[] => [{ span: 0, layer: 'speech', text }];

/** No NPC's own. */
function freeName({ personas }: Content): string {
  const taken = new Set([...personas.values()].map(({ persona }) => persona.name));
  return taken.has(TRAVELLER.name) ? 'A Traveller' : TRAVELLER.name;
}
