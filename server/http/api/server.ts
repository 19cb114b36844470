import { z } from 'zod';
import type { ConsoleServer } from '../../../schemas/console/server.ts';
import type { Handlers } from '../api.ts';
import type { ApiParts } from './parts.ts';

/** What a designer chooses from. */
export const serverHandlers = ({ cast, instances, model }: ApiParts): Handlers<'server.read'> => ({
  'server.read': {
    input: z.object({}),
    run: (): ConsoleServer => {
      const { title, innerVoice } = cast.world;
      const counted = [...instances].map(({ name, members }) => {
        const roles = [...members.values()].map(({ role }) => role);
        const count = (role: string) => roles.filter((other) => other === role).length;
        return { name, players: count('player'), games: count('game') };
      });
      const isBuiltin = model.name === 'built-in';
      return { world: cast.name, title, model: model.name, isBuiltin, innerVoice, instances: counted };
    },
  },
});
