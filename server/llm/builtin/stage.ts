import type { Line } from '../../../schemas/record.ts';
import type { Scene } from '../../../schemas/scene.ts';
import { type Heard, hear, sharedLines } from './hearing.ts';
import type { Bank } from './phrases/banks.ts';
import { type Random, randomFrom } from './random.ts';
import { type Said, saidIn } from './said.ts';
import { spelledOut, type Voice, voiceOf } from './voice.ts';
import { lowerAny, plain, sameness, upperFirst } from './words.ts';

/** All that one reply is worked out from. */
export type Stage = {
  scene: Scene;
  heard: Heard;
  /** The talk as the one who is answered knows it, oldest first. */
  talk: Line[];
  voice: Voice;
  said: Said;
  random: Random;
  /** The NPC's name and the name of whom it answers (`you all` becomes ''), fit to be spoken. */
  own: string;
  asker: string;
  /** Whether our own English wording may fill gaps; otherwise only what the persona's author wrote is said. */
  isEnglish: boolean;
};

/** Sets the stage for one reply; the same talk and seed give the same one. */
export function stageOf(scene: Scene, seed: number): Stage {
  const heard = hear(scene);
  const talk = sharedLines(scene, heard);
  const words = talk.map((line) => `${line.name}\n${line.spans.map((span) => span.text).join('\n')}`);
  return {
    scene,
    heard,
    talk,
    voice: voiceOf(scene.persona),
    said: saidIn(talk, `npc:${scene.npc}`),
    random: randomFrom([seed, scene.npc, ...words].join('\n')),
    own: plain(scene.persona.name),
    asker: heard.by || (scene.to ? plain(scene.to.name) : ''),
    isEnglish: /^en/i.test(scene.persona.language ?? scene.world.language),
  };
}

export type Slots = Partial<
  Record<
    'topic' | 'title' | 'fact' | 'name' | 'names' | 'own' | 'place' | 'weather' | 'time' | 'mood',
    string
  >
>;

/** Wording from a bank that has not been used in this talk, slots filled, in the persona's manner; '' when none is left. */
export function word(stage: Stage, bank: Bank, slots: Slots = {}): string {
  if (!stage.isEnglish) return '';
  const templates = stage.random.shuffle(stage.voice.phrases[bank]);
  const unused = templates.filter((template) => stage.said.isNew(longestPart(template)));
  for (const template of unused) {
    const text = fill(stage, template, slots);
    if (text !== '' && stage.said.isFresh(text)) return text;
  }
  return '';
}

/** The same, opened with the persona's own "Aye" or the like: for when a bank is used up. */
export function wordAgain(stage: Stage, bank: Bank, slots: Slots = {}): string {
  if (!stage.isEnglish) return '';
  for (const template of stage.random.shuffle(stage.voice.phrases[bank])) {
    const plainText = fill(stage, template, slots);
    const openers = [...stage.voice.openers, 'Well', 'Again', 'As I say', 'Still', 'No, but'].filter(
      (opener) => !plainText.startsWith(opener),
    );
    for (const text of ['', ...openers].map((opener) =>
      opener ? `${opener}, ${lowerAny(plainText)}` : plainText,
    )) {
      if (plainText !== '' && stage.said.isFresh(text)) return text;
    }
  }
  return '';
}

function fill(stage: Stage, template: string, slots: Slots): string {
  const { voice, random } = stage;
  const address = random.next() < 0.5 ? random.pick(voice.addresses) : undefined;
  let isWhole = true;
  const filled = template.replaceAll(/\{(\w+)\}/g, (_, slot: string) => {
    if (slot === 'v') return address ? `, ${address}` : '';
    const value = slot === 'own' ? stage.own : slots[slot as keyof Slots];
    if (!value) isWhole = false;
    return value ?? '';
  });
  // A lead is completed by what follows it.
  return isWhole ? upperFirst(voice.contracts ? filled : spelledOut(filled)) : '';
}

const longestPart = (template: string): string =>
  template
    .split(/\{\w+\}|[.!?]/)
    .map(sameness)
    .reduce((longest, part) => (part.length > longest.length ? part : longest), '');
