import path from 'node:path';
import { stringify } from 'yaml';
import { z } from 'zod';
import type { LabScenes, SceneRow } from '../../../schemas/console/lab.ts';
import type { RouteName } from '../../../schemas/console/routes.ts';
import { SoliloquyError } from '../../../schemas/errors.ts';
import { Slug } from '../../../schemas/persona.ts';
import { momentsOf } from '../../lab/regression/moments.ts';
import { sceneDraft } from '../../lab/scene-draft.ts';
import { readScenes, SCENES } from '../../lab/scenes.ts';
import { idOf, readWorldFile, writeWorldFile, yamlFilesIn } from '../../lab/world-files.ts';
import { loadContent } from '../../persona/content.ts';
import type { Handlers } from '../api.ts';
import type { ApiParts } from './parts.ts';
import { recordedTurn } from './recorded.ts';
import { TurnId } from './turns.ts';

export type SceneRoute = Extract<
  RouteName,
  'lab.scenes' | 'lab.scene-file' | 'lab.write-scene' | 'lab.scene-draft'
>;

const Scene = z.object({ scene: Slug });

/** Golden scenes: those of the world, to be read and edited, and new ones made of play. */
export function sceneHandlers(parts: ApiParts): Handlers<SceneRoute> {
  const { cast, worldDir } = parts;
  const folder = path.join(worldDir, SCENES);
  return {
    'lab.scenes': {
      input: z.object({}),
      run: async (): Promise<LabScenes> => {
        const files = (await yamlFilesIn(folder)).map(idOf);
        try {
          return { scenes: await rowsOf(worldDir), files };
        } catch (error) {
          if (error instanceof SoliloquyError) return { scenes: [], files, problem: error.message };
          throw error;
        }
      },
    },
    'lab.scene-file': {
      input: Scene,
      run: async ({ scene }) => ({
        file: await readWorldFile(folder, scene),
        template: templateOf(cast.world.start, cast.ids[0]!),
      }),
    },
    'lab.write-scene': {
      input: Scene.extend({ text: z.string().max(500_000), base: z.string().max(64).nullable() }),
      maxBytes: 2 * 1024 * 1024,
      run: ({ scene, text, base }) =>
        writeWorldFile({ folder, id: scene, text, base }, async (draft) =>
          readScenes(await loadContent(worldDir), draft),
        ),
    },
    'lab.scene-draft': {
      input: z.object({ turn: TurnId }),
      run: async ({ turn }) => {
        const { npc, body } = await recordedTurn(parts, turn);
        if (!body.scene)
          throw new SoliloquyError(
            'unknown-turn',
            `The turn "${turn}" was recorded by an earlier version, without what the NPC had perceived.`,
          );
        const name = cast.member(npc)?.persona.name ?? npc;
        return { text: sceneDraft(body.scene, { reply: body.spans, name, cast: cast.ids }) };
      },
    },
  };
}

async function rowsOf(worldDir: string): Promise<SceneRow[]> {
  const content = await loadContent(worldDir);
  const scenes = await readScenes(content);
  return scenes.map((scene) => {
    const moments: Record<string, number> = {};
    // A scene in which no NPC answers is for acting alone.
    const answers = scene.lines.some(({ who }, index) => index > 0 && Object.hasOwn(scene.characters, who));
    for (const { stage } of answers ? momentsOf([scene], content, []) : [])
      moments[stage.npc] = (moments[stage.npc] ?? 0) + 1;
    return { id: scene.id, title: scene.title, location: scene.location, moments };
  });
}

const templateOf = (location: string, npc: string): string =>
  `# How it should go. What is measured is each line of an NPC that answers something.\n${stringify({
    title: 'A stranger asks',
    location,
    situation: 'Evening. A stranger has come in.',
    characters: { [npc]: '' },
    guests: { Ash: 'A traveller with too many questions.' },
    lines: [
      { who: 'Ash', text: 'Good evening. Is there a room?' },
      {
        who: npc,
        text: '<role_action>looks him over</role_action>There is.<role_thinking>Who sends him?</role_thinking>',
      },
    ],
  })}`;
