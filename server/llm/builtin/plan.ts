import type { PlanMode } from '../../../schemas/layers.ts';
import type { Piece } from './layout.ts';
import type { Move } from './move.ts';
import type { Stage } from './stage.ts';
import { lowerFirst, plain, sentences, spoken, unpunctuated } from './words.ts';

const PIECES = { t: 'a thought', a: 'an action', s: 'speech', g: 'a call to the game' };
const MAX_QUOTED_WORDS = 14;

/**
 * The hidden plan, in the third person about the character: what was said, what it draws on and how the turn is laid
 * out. It tells how this reply was really made. Never holds the word "user" (HER, arXiv 2601.21459).
 */
export function planOf(stage: Stage, move: Move, pieces: readonly Piece[], mode: PlanMode): string {
  const { own, scene, heard } = stage;
  const who = stage.asker || 'the room';
  const quoted = plain(heard.text).split(' ').slice(0, MAX_QUOTED_WORDS).join(' ');
  const happened = {
    arrival: `${who} has just come`,
    departure: `${who} is leaving`,
    event: `something has happened, ${lowerFirst(unpunctuated(quoted))}`,
    words:
      quoted === '' ? `${who} has made a sign without words` : `${who} has said "${unpunctuated(quoted)}"`,
    nothing: `nobody has spoken, and ${own} may speak to ${who}`,
  }[heard.kind];
  const action = `${own} ${move.intent}`;
  if (mode === 'short') return clean(`I need to portray ${own}: ${happened}. ${action}`);
  const traits = sentences(spoken(scene.persona.personality));
  const trait =
    traits[stage.talk.filter((line) => line.from === `npc:${scene.npc}`).length % traits.length] ?? '';
  const order = pieces.map(({ kind }) => PIECES[kind]).join(', then ');
  return clean(
    `I need to portray ${own} as the persona is written: ${unpunctuated(trait)}. Just now ${happened}. ` +
      `${own} wants this above all: ${unpunctuated(spoken(scene.goal))}. For the reply ${action}. ` +
      `The voice is ${stage.voice.register}. The turn goes like this: ${order}`,
  );
}

const clean = (text: string): string =>
  unpunctuated(
    text
      .replaceAll(/[<>[\](){}*|=]/g, '')
      .replaceAll(/\busers?\b/gi, 'visitor')
      .replaceAll(/\s+/g, ' '),
  );
