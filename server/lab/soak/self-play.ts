import type { Span } from '../../../schemas/layers.ts';
import type { LabModel } from '../calls/lab-model.ts';
import { type NpcReply, NpcTalk, npcReply, type Playing } from '../npc-talk.ts';
import type { Player } from './player.ts';
import type { Seed } from './seeds.ts';

/** What the player said, and what the NPC answered. `player` is absent where the NPC begins; `number` counts from 1. */
export type SoakTurn = { number: number; player?: Span[]; reply: Omit<NpcReply, 'messages'> };

/** One whole talk. */
export type SoakTalk = { seed: Seed; run: number; turns: SoakTurn[] };

/** Has an NPC talk with a player for so many turns, by the server's own prompts, history rules and parser. */
export async function selfPlay(
  seed: Seed,
  players: { actor: LabModel; player: Player },
  { playing, turns, run }: { playing: Playing; turns: number; run: number },
): Promise<SoakTalk> {
  const { actor, player } = players;
  const { stage, user, prologue, opening } = seed;
  const talk = new NpcTalk(stage, playing);
  if (prologue) talk.add(stage.persona.name, prologue);
  const done: SoakTurn[] = [];
  for (let number = 1; number <= turns; number += 1) {
    const said = number === 1 && opening ? opening : await player.speak(seed, talk.said, { number, run });
    talk.add(user.name, said);
    const { messages: _, ...reply } = await npcReply(actor, talk.scene(), playing, run);
    talk.add(stage.persona.name, reply.spans);
    done.push({ number, player: said, reply });
  }
  return { seed, run, turns: done };
}
