import { SoliloquyError } from '../../schemas/errors.ts';
import type { Content } from '../persona/content.ts';
import { unknownWord } from '../persona/problems.ts';

/** The NPCs that a command's `--npc` names. Throws `unknown-npc` for one that the world has not. */
export function knownNpcs(wanted: readonly string[], { personas }: Content): readonly string[] {
  const npcs = [...personas.keys()];
  for (const npc of wanted)
    if (!personas.has(npc))
      throw new SoliloquyError('unknown-npc', `--npc: ${unknownWord('the persona files', npc, npcs)}.`);
  return wanted;
}
