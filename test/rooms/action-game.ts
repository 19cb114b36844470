import type { ServerMessages } from '../../schemas/messages.ts';
import { type Game, type GameOptions, type Player, startGame } from '../game.ts';
import { type Script, scripted } from '../scripted.ts';
import type { WorldInput } from '../worlds.ts';

/** What a model writes to have the door opened. */
export const OPEN = '<game_action name="open-door">{}</game_action>';
export const give = (args: unknown) => `<game_action name="give">${JSON.stringify(args)}</game_action>`;
/** Whole but for its end tag. */
export const unended = (item: string) => `<game_action name="give">{"item":"${item}"}`;

export const actions: WorldInput['actions'] = {
  'open-door': {
    description: 'Opens the door.',
    npcs: ['mara'],
    locations: ['tavern'],
    facts: { door: 'The door stands open.', bolt: null },
    timeoutSeconds: 1,
  },
  give: {
    description: 'Gives something.',
    args: {
      type: 'object',
      properties: { item: { enum: ['key', 'cup'] }, count: { type: 'integer', minimum: 1 } },
      required: ['item'],
      additionalProperties: false,
    },
  },
  fly: { description: 'Flies.', npcs: ['tom'] },
  dig: { description: 'Digs.', locations: ['yard'] },
};

/** A world with actions, whose NPCs reply by these scripts, and Ash in the tavern. */
export async function playing(scripts: (string | Script)[], options: GameOptions = {}) {
  const model = scripted(...scripts);
  const game = await startGame({
    model,
    world: { actions, facts: { bolt: 'The bolt is shot.' } },
    ...options,
  });
  const player = await game.join({ name: 'Ash', location: 'tavern' });
  return {
    model,
    game,
    player,
    /** What the next prompt of Mara's holds. */
    nextPrompt: async () => {
      await player.talk({ npc: 'mara', text: 'And now?' });
      return model.requests
        .at(-1)!
        .prompt.messages.slice(1)
        .map(({ content }) => content)
        .join('\n');
    },
    [Symbol.asyncDispose]: () => game[Symbol.asyncDispose](),
  };
}

export const code = (wanted: string) => ({ reason: { code: wanted } });

export const called = async (who: Player, say: () => unknown): Promise<ServerMessages['action.call']> => {
  const call = who.next('action.call');
  say();
  return call;
};

export const tracedCalls = async (game: Game, turn: string) =>
  ((await game.server.soliloquy.store.trace(turn))!.body as { actions?: { outcome: string }[] }).actions;
