import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { LoreTest, Place, WorldDetail, WorldLore } from '../../../schemas/console/world.ts';
import { InstanceName } from '../../../schemas/messages.ts';
import type { Lore } from '../../../schemas/world.ts';
import { placesOf, testedLore } from '../../persona/lore.ts';
import type { Instance } from '../../world/instance.ts';
import { holds } from '../../world/when.ts';
import type { Handlers } from '../api.ts';
import { openInstance } from './instances.ts';
import type { ApiParts } from './parts.ts';

/** As long as what can be said. */
const Tested = z.string().max(4000);

/** What is authored of a world, and which lore a line recalls. */
export const worldHandlers = ({
  cast,
  instances,
}: ApiParts): Handlers<'world.read' | 'lore.read' | 'lore.test'> => ({
  'world.read': {
    input: z.object({ instance: InstanceName }),
    run: ({ instance: name }): WorldDetail => {
      const instance = openInstance({ instances }, name);
      const { description, clock, start, actions } = cast.world;
      const { time, weather, facts } = instance.authored;
      return {
        file: 'world.yaml',
        description,
        speed: clock.speed,
        isClockRunning: instance.clock.isRunning,
        authored: { time, weather, facts },
        start,
        places: placesIn(instance),
        actions: Object.entries(actions).map(([action, { keys: _, ...fields }]) => ({
          name: action,
          ...fields,
        })),
        loreVersion: versionOf(cast.lore),
        ...(cast.problem !== undefined && { problem: cast.problem }),
      };
    },
  },
  'lore.read': {
    input: z.object({}),
    run: (): WorldLore => ({
      version: versionOf(cast.lore),
      entries: [...cast.lore.values()].map((entry) => ({ ...entry, file: `lore/${entry.id}.yaml` })),
    }),
  },
  'lore.test': {
    input: z.object({ instance: InstanceName, text: Tested }),
    run: ({ instance: name, text }): LoreTest => {
      const instance = openInstance({ instances }, name);
      const budget = cast.world.lore;
      const tested = testedLore([...cast.lore.values()], text, [...instance.npcs.keys()], {
        budget,
        countTokens: instance.parts.countTokens,
        isNow: ({ when }, npc) => !when || holds(when, instance, instance.npc(npc).location),
      });
      return {
        budget,
        fired: tested.map(({ entry: { id }, keys, ...forWhom }) => ({
          id,
          keys: keys.map((key) => ({ key, places: placesOf(key, text) })),
          ...forWhom,
        })),
      };
    },
  },
});

const placesIn = ({ world, scenes }: Instance): Record<string, Place> =>
  Object.fromEntries(
    Object.entries(world.locations).map(([id, { host, scene: authoredScene }]) => {
      const scene = scenes.get(id);
      return [
        id,
        {
          ...(host !== undefined && { host }),
          ...(authoredScene && { authoredScene }),
          ...(scene !== undefined && { scene }),
        },
      ];
    }),
  );

/** Lore is replaced as a whole when its files were edited, so each is read through once. */
const versions = new WeakMap<ReadonlyMap<string, Lore>, string>();
function versionOf(lore: ReadonlyMap<string, Lore>): string {
  const known = versions.get(lore);
  if (known !== undefined) return known;
  const version = createHash('sha256')
    .update(JSON.stringify([...lore.values()]))
    .digest('base64url');
  versions.set(lore, version);
  return version;
}
