import { degreeOf, FAINT, faded, type Mood, swayed } from '../memory/mood.ts';
import type { Instance } from './instance.ts';
import type { Npc } from './npc.ts';

/** What an NPC feels now: a mood fades as the world's time goes by, and then it feels as its persona does. */
export function moodOf({ clock, parts }: Instance, npc: Npc): Mood {
  const usual = { word: npc.authored.mood, intensity: 0 };
  if (npc.moodIntensity === 0) return usual;
  const { at, minutes } = npc.moodSince;
  const now = clock.minutes;
  // A clock that was set back tells nothing of how long it has been.
  const world = now === undefined || minutes === undefined || now < minutes ? undefined : now - minutes;
  const gone = { world, real: (parts.now() - at) / 60_000, isClockRunning: clock.isRunning };
  const intensity = faded(npc.moodIntensity, gone);
  return intensity < FAINT ? usual : { word: npc.mood, intensity };
}

/** As the prompt says it: "a little angry". */
export const moodWords = (mood: Mood): string => `${degreeOf(mood)}${mood.word}`;

/** Has an NPC be in a mood from now on, whatever it felt before. */
export function setMood({ clock, parts }: Instance, npc: Npc, { word, intensity }: Mood): void {
  npc.mood = word;
  npc.moodIntensity = intensity;
  npc.moodSince = { at: parts.now(), ...(clock.minutes !== undefined && { minutes: clock.minutes }) };
}

/** Has an NPC feel something on top of what it feels. */
export const feel = (instance: Instance, npc: Npc, felt: Mood): void =>
  setMood(instance, npc, swayed(moodOf(instance, npc), felt));
