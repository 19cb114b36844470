import { z } from 'zod';
import { Character } from '../../../schemas/card.ts';
import type { LoreChoice } from '../../../schemas/console/exchange.ts';
import { SoliloquyError } from '../../../schemas/errors.ts';
import { InstanceName } from '../../../schemas/messages.ts';
import { Slug } from '../../../schemas/persona.ts';
import { transcriptJsonl, transcriptMarkdown } from '../../her/transcript.ts';
import { addCharacter } from '../../persona/cards/add-character.ts';
import { embedCard } from '../../persona/cards/embed-card.ts';
import { MAX_CARD_BYTES, readCard } from '../../persona/cards/read-card.ts';
import { renamed, settle } from '../../persona/cards/settle.ts';
import { writeCard } from '../../persona/cards/write-card.ts';
import { knownLore } from '../../persona/lore.ts';
import { personaYaml } from '../../persona/persona-yaml.ts';
import { effectiveLines } from '../../store/effective.ts';
import type { File, Handlers } from '../api.ts';
import { openInstance } from './instances.ts';
import type { ApiParts } from './parts.ts';

/** Base64 of the largest file, and the JSON around it. */
const MAX_UPLOAD = Math.ceil(MAX_CARD_BYTES / 3) * 4 + 4096;
/** A character with all its lore. */
const MAX_CHARACTER = 4 * 1024 * 1024;

const Base64 = z.base64('expected a file in base64');
const Lore = z.enum(['none', 'own', 'all']).default('own');
const Asked = z.object({ instance: InstanceName, npc: z.string(), lore: Lore });

type Names = Extract<keyof Handlers, `exchange.${string}`>;

/** Characters and transcripts, from files and into files. */
export function exchangeHandlers(parts: ApiParts): Handlers<Names> {
  const { cast, store, worldDir, reloadContent } = parts;

  /** An NPC as it is live; one that the game made up goes by what the game said of it. */
  const characterOf = ({ instance, npc, lore }: z.infer<typeof Asked>): Character => {
    const live = openInstance(parts, instance).npcs.get(npc);
    const persona = live?.isInline ? live.persona : (cast.member(npc)?.persona ?? live?.persona);
    const slug = Slug.safeParse(npc);
    if (!persona || !slug.success)
      throw new SoliloquyError('unknown-npc', `No NPC "${npc}" is in "${instance}"; choose one who is.`);
    return { slug: slug.data, persona, lore: loreFor(npc, lore) };
  };

  const loreFor = (npc: string, choice: LoreChoice): Character['lore'] =>
    knownLore(cast.lore.values(), npc)
      .filter(({ knownBy }) => choice === 'all' || (choice === 'own' && knownBy !== undefined))
      .map(({ id, ...entry }) => ({ id, entry }));

  return {
    'exchange.read': {
      input: z.object({ name: z.string().max(1000), file: Base64 }),
      maxBytes: MAX_UPLOAD,
      run: ({ name, file }) => {
        const draft = readCard(Buffer.from(file, 'base64'), name, {
          location: cast.world.start,
        });
        const places = Object.entries(cast.world.locations).map(([id, place]) => [id, place.name] as const);
        return {
          draft: settle(draft, cast.world, cast.ids),
          personas: cast.ids,
          lore: [...cast.lore.keys()],
          locations: Object.fromEntries(places),
        };
      },
    },
    'exchange.add': {
      input: z.object({ slug: Slug, character: Character }),
      maxBytes: MAX_CHARACTER,
      run: async ({ slug, character }) => {
        const files = await addCharacter(worldDir, renamed(character, slug));
        await reloadContent();
        return { files };
      },
    },
    'exchange.export': {
      input: Asked.extend({ form: z.enum(['yaml', 'v2', 'v3', 'png']) }),
      run: ({ form, ...asked }): File => {
        const character = characterOf(asked);
        const { slug, persona } = character;
        switch (form) {
          case 'yaml':
            return { name: `${slug}.yaml`, type: 'application/yaml', bytes: personaYaml(persona) };
          case 'png':
            return { name: `${slug}.png`, type: 'image/png', bytes: embedCard(writeCard(character, 'v3')) };
          default: {
            const bytes = `${JSON.stringify(writeCard(character, form), null, 2)}\n`;
            return { name: `${slug}.${form}.json`, type: 'application/json', bytes };
          }
        }
      },
    },
    'exchange.picture': {
      input: Asked.extend({ image: Base64 }),
      maxBytes: MAX_UPLOAD,
      run: ({ image, ...asked }): File => {
        const character = characterOf(asked);
        const bytes = embedCard(writeCard(character, 'v3'), Buffer.from(image, 'base64'));
        return { name: `${character.slug}.png`, type: 'image/png', bytes };
      },
    },
    'exchange.transcript': {
      input: z.object({ instance: InstanceName, form: z.enum(['jsonl', 'markdown']) }),
      run: async ({ instance: name, form }): Promise<File> => {
        const { record } = openInstance(parts, name);
        const lines = await store.lines({ instance: record.id, branch: record.branch });
        const stem = `${cast.name}-${name}`;
        if (form === 'jsonl')
          return { name: `${stem}.jsonl`, type: 'application/x-ndjson', bytes: transcriptJsonl(lines) };
        const bytes = transcriptMarkdown(effectiveLines(lines), `${cast.world.title} (${name})`);
        return { name: `${stem}.md`, type: 'text/markdown; charset=utf-8', bytes };
      },
    },
  };
}
