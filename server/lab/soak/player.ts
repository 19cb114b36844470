import type { Span } from '../../../schemas/layers.ts';
import type { ChatMessage } from '../../../schemas/scene.ts';
import { toHer, viewFor } from '../../her/views.ts';
import type { LabModel } from '../calls/lab-model.ts';
import { ownSpansOf, spansOf } from '../her-text.ts';
import type { Said } from '../judge/judge.ts';
import { seeded, seedOf } from '../stats.ts';
import { LINES } from './player-lines.ts';
import type { Seed } from './seeds.ts';

/** Who plays the player. `said`: the talk so far, as the NPC perceives it. */
export type Player = {
  readonly name: string;
  speak(seed: Seed, said: readonly Said[], turn: { number: number; run: number }): Promise<Span[]>;
};

/** Lines of the talk that a simulated player is shown. */
const REMEMBERED = 40;
const SAMPLING = { temperature: 0.9, maxTokens: 300 };

/** A player that reads from a script of many kinds of lines, in an order that its seed alone decides; each once before any comes again. */
export function scriptedPlayer(): Player {
  return {
    name: 'script',
    async speak({ id, stage, user }, _, { number, run }) {
      const round = Math.floor((number - 1) / LINES.length);
      const line = orderOf(`${id} ${run} ${round}`)[(number - 1) % LINES.length]!;
      const other = stage.present.find((name) => name !== user.name) ?? 'the miller';
      const text = line
        .replaceAll('{npc}', stage.persona.name)
        .replaceAll('{other}', other)
        .replaceAll('{place}', stage.location.name);
      return spansOf(text, user.name);
    },
  };
}

/** A player whom a language model plays. Of what it writes only the player's own words and deeds count; where there are none it waits. */
export function simulatedPlayer(model: LabModel): Player {
  return {
    name: model.name,
    async speak(seed, said, { run }) {
      const { text } = await model.complete({
        purpose: 'player',
        messages: playerPrompt(seed, said),
        sample: run,
        ...SAMPLING,
      });
      const { name } = seed.user;
      const spans = viewFor(ownSpansOf(text, name, [seed.stage.persona.name]), 'npc');
      return spans.length > 0 ? spans : WAITING;
    },
  };
}

const WAITING: Span[] = [{ span: 0, layer: 'role_action', text: 'waits' }];

function playerPrompt({ stage, user }: Seed, said: readonly Said[]): ChatMessage[] {
  const npc = stage.persona.name;
  const system = `You play ${user.name}, a player in the game "${stage.world.title}", who talks with ${npc}. ${user.setting}
${stage.location.name}. ${stage.location.description} ${stage.location.scene ?? ''}
What is seen of ${npc}: ${stage.persona.description}

Write what ${user.name} says or does next: one to three sentences, as players type; deeds in <role_action></role_action>. Keep the talk alive: follow up what ${npc} says, tell something of yourself and ask about it much later, try a plan, contradict, change the subject, be kind or rude now and then. Never write anything for ${npc}, never describe the scene, never end the talk. Write in the language of ${npc}.`;
  const talk = said.slice(-REMEMBERED).map(
    ({ name, spans }): ChatMessage => ({
      role: name === user.name ? 'assistant' : 'user',
      content: `${name}: ${toHer(viewFor(spans, 'npc')) || '(says nothing)'}`,
    }),
  );
  const last: ChatMessage[] =
    talk.at(-1)?.role === 'user' ? [] : [{ role: 'user', content: `(${user.name} begins.)` }];
  return [{ role: 'system', content: system }, ...talk, ...last];
}

/** The script, shuffled (Fisher and Yates). */
function orderOf(text: string): string[] {
  const random = seeded(seedOf(text));
  const lines = [...LINES];
  for (let end = lines.length - 1; end > 0; end -= 1) {
    const at = Math.floor(random() * (end + 1));
    [lines[end], lines[at]] = [lines[at]!, lines[end]!];
  }
  return lines;
}
