import { MAX_ANSWER_CHARS, nextSpeakerPrompt, parseNextSpeaker } from '../her/next-speaker.ts';
import type { Member } from './events.ts';
import type { Instance } from './instance.ts';
import { mayAnswer, type Npc } from './npc.ts';

/** How long a player waits for the choice, in milliseconds. */
const TIMEOUT_MS = 2_000;
/** A line with a name. */
const MAX_TOKENS = 60;
/** Lines of the talk that the choice is made by. */
const LINES = 8;

/** For whom a choice is being made: one at a time each. */
const waiting = new WeakSet<Member>();

/** Whether a model may choose who answers, where rules leave it open: the world asks for it, and there is one that can. */
export const mayAskModel = ({ world, parts, isPaused }: Instance, member: Member): boolean =>
  world.nextSpeaker === 'model' && parts.standIn !== undefined && !isPaused && !waiting.has(member);

/** From now on a choice is being made for a member, until `nextSpeaker` has made it. */
export const willAskModel = (member: Member): void => void waiting.add(member);

/**
 * Who answers a member's words to nobody in particular, by the model's choice; `otherwise` where it makes none, or takes too
 * long.
 */
export async function nextSpeaker(instance: Instance, member: Member, otherwise: Npc): Promise<Npc> {
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  let names: string[] = [];
  let answer = '';
  try {
    const present = instance.npcsAt(otherwise.location).filter(mayAnswer);
    const { description, name } = instance.location(otherwise.location);
    names = present.map(({ persona }) => persona.name);
    const prompt = nextSpeakerPrompt({
      scenario: `${name}. ${description}`,
      candidates: present.map(({ persona }) => persona),
      lines: otherwise.history.lines.filter(({ whisper }) => !whisper).slice(-LINES),
    });
    const request = { prompt, maxTokens: MAX_TOKENS, temperature: 0 };
    for await (const chunk of instance.parts.model.generate(request, signal)) {
      if (chunk.kind === 'text') answer += chunk.text;
      if (signal.aborted || answer.length > MAX_ANSWER_CHARS) break;
    }
  } catch (err) {
    instance.parts.log.warn({ err }, 'the model did not choose who answers; the rules did');
  } finally {
    waiting.delete(member);
  }
  const chosen = parseNextSpeaker(signal.aborted ? '' : answer, names);
  // It may have gone meanwhile.
  return instance.npcsAt(otherwise.location).find(({ persona }) => persona.name === chosen) ?? otherwise;
}
