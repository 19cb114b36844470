import { type Game, startGame } from './game.ts';
import { type HoldingModel, holdingModel } from './holding-model.ts';
import { persona } from './worlds.ts';

/** Whether the player of a session has agreed that what they say may be exported. */
export const hasAgreed = ({ server }: Game, session: string): boolean | undefined =>
  [...server.soliloquy.instances].flatMap(({ members }) => members.get(session) ?? [])[0]?.hasConsented;

/** The world in which clients of every engine are tried: its model can be held in the middle of a story, and opens a door. */
export async function startTalkGame(): Promise<{ game: Game; model: HoldingModel }> {
  const model = holdingModel();
  const game = await startGame({
    model,
    world: {
      playersMay: ['event'],
      actions: {
        'open-door': {
          description: 'Opens the door.',
          args: { type: 'object', properties: { wide: { type: 'boolean' } } },
          facts: { door: 'The door stands open.' },
        },
      },
    },
    config: { JOINS_PER_MINUTE: 10_000 },
    personas: {
      mara: persona('Mara', {
        motivation: ['MOTIVE of Mara.'],
        secrets: [{ text: 'SECRET of Mara.', keys: ['evening'], deflect: ['Hm.'] }],
      }),
      tom: persona('Tom'),
      una: persona('Una', { location: 'yard' }),
    },
  });
  return { game, model };
}
