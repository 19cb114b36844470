import type { LanguageModel } from '../../server/llm/language-model.ts';

/** A token of a scripted reply. `seen` counts what a player has seen once it is shown: characters, without white space. */
export type Token = { text: string; layer: 'speech' | 'role_action' | null; seen: number };

const HIDDEN =
  '<system_thinking>The guest wants to hear of the storm. Mara answers at length, and she does not hurry.</system_thinking>' +
  '<role_thinking>As if I had not told it ten times today.</role_thinking>';
const SPEECH = 'The rain came down from the hills before noon, and by the evening the lower road was gone.';
const ACTION = 'sets another log on the fire and waits for the sparks to settle';

/** A reply of `length` visible tokens of about four letters: sentences of speech with an action after every third. */
export function tokenScript(length: number): Token[] {
  const tokens: Token[] = cut(HIDDEN).map((text) => ({ text, layer: null, seen: 0 }));
  let seen = 0;
  let shown = 0;
  for (let sentence = 0; shown < length; sentence += 1) {
    const layer = sentence % 4 === 3 ? 'role_action' : 'speech';
    if (layer === 'role_action') tokens.push({ text: '<role_action>', layer: null, seen });
    const words = cut(layer === 'speech' ? ` ${SPEECH}` : ACTION).slice(0, length - shown);
    for (const text of words) {
      seen += text.trim().length;
      tokens.push({ text, layer, seen });
    }
    shown += words.length;
    if (layer === 'role_action') tokens.push({ text: '</role_action>', layer: null, seen });
  }
  return tokens;
}

const cut = (text: string): string[] => text.match(/\s*\S{1,4}/g) ?? [];

/** Plays a script for an NPC: when each token comes is up to it. */
export type Play = (npc: string) => AsyncIterable<Token>;

/** A language model that plays. */
export const playing = (play: Play): LanguageModel => ({
  name: 'scripted',
  async *generate({ scene }, signal) {
    for await (const { text } of play(scene!.npc)) {
      if (signal.aborted) return;
      yield { kind: 'text', text };
    }
  },
});
