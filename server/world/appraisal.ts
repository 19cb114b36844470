import type { Span } from '../../schemas/layers.ts';
import type { Line } from '../../schemas/record.ts';
import { neutralise } from '../her/neutralise.ts';
import { toPlain, viewFor } from '../her/views.ts';
import { ask } from '../llm/ask.ts';
import type { LanguageModel } from '../llm/language-model.ts';
import { type Appraisal, appraisalQuestion, deltaOf } from '../memory/appraisal.ts';
import { bondWords } from '../memory/bonds.ts';
import { appraiseByLexicon } from '../memory/lexicon.ts';
import { isEnglish, speakerOf } from './bonds.ts';
import type { Instance } from './instance.ts';
import { feel, moodOf, moodWords } from './mood.ts';
import type { Npc } from './npc.ts';

/** A turn that was committed: what it answers, and what it came to. */
export type Answered = { turn: string; asked: readonly Line[]; spans: readonly Span[] };

/**
 * Has what was said to an NPC move its bonds and its mood, behind its turns: what a player said by the model that may be asked,
 * else, or where too much waits for the model, by a lexicon. A turn that was given anew is not for this: its words were appraised when they were first answered.
 */
export function appraise(instance: Instance, npc: Npc, { turn, asked, spans }: Answered): void {
  const speakers = new Set(asked.map(speakerOf).filter((other) => other !== undefined));
  for (const other of speakers) {
    const lines = asked.filter((line) => speakerOf(line) === other);
    instance.background.add('what was said to an NPC could not be appraised', (signal) =>
      appraiseFrom(instance, npc, { other, lines, turn, reply: toPlain(spans) }, signal),
    );
  }
}

/** What one speaker said to an NPC, and its reply. */
type Said = { other: string; lines: Line[]; turn: string; reply: string };

async function appraiseFrom(instance: Instance, npc: Npc, said: Said, signal: AbortSignal): Promise<void> {
  const { thinking, isBehind } = instance.background;
  // What NPCs say to each other has a budget of its own, with which a call behind each turn would not reckon.
  const isAsked = thinking !== undefined && !isBehind && !signal.aborted && said.other.startsWith('player:');
  const model = isAsked ? thinking : undefined;
  const asked = model && (await byModel(instance, npc, said, model, signal));
  // It may have been sent away, or another game loaded, meanwhile.
  if (instance.npcs.get(npc.id) !== npc) return;
  const appraisal = asked ?? byLexicon(instance, npc, said);
  const { mood, intensity, reason } = appraisal;
  if (mood !== null) feel(instance, npc, { word: mood, intensity });
  const delta = deltaOf(appraisal, instance.bonds.of(npc, said.other));
  const by = asked ? 'model' : 'lexicon';
  await instance.bonds.apply(npc, said.other, delta, { by, reason, turn: said.turn });
  instance.emit({ kind: 'changed', isUrgent: false });
}

/** Undefined where the model gives no verdict that fits. */
async function byModel(
  instance: Instance,
  npc: Npc,
  { other, lines, reply }: Said,
  model: LanguageModel,
  signal: AbortSignal,
): Promise<Appraisal | undefined> {
  const { parts, bonds } = instance;
  const { name, personality } = npc.persona;
  const speaker = neutralise(lines.at(-1)!.name);
  const question = appraisalQuestion({
    name,
    personality: neutralise(personality.slice(0, MAX.personality)),
    mood: neutralise(moodWords(moodOf(instance, npc))),
    other: speaker,
    bond: bondWords(name, speaker, bonds.of(npc, other)),
    said: neutralise(
      lines
        .map(({ spans }) => toPlain(spans))
        .join(' ')
        .slice(-MAX.said),
    ),
    replied: neutralise(reply.slice(0, MAX.said)),
  });
  return ask(model, question, signal).catch((error: unknown) => {
    if (!signal.aborted)
      parts.log.warn(
        { err: error, instance: instance.name, npc: npc.id },
        'an appraisal is done without the model',
      );
    return undefined;
  });
}

/** Characters that a model is told of a persona's personality, and of what was said and answered. */
const MAX = { personality: 200, said: 2000 };

const UNTOUCHED: Appraisal = { trust: 0, affinity: 0, mood: null, intensity: 0, reason: 'they talked' };

function byLexicon(instance: Instance, npc: Npc, { lines }: Said): Appraisal {
  if (!isEnglish(instance, npc)) return UNTOUCHED;
  return appraiseByLexicon(lines.flatMap(({ spans }) => viewFor(spans, 'npc')));
}
