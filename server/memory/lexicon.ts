import { SentimentIntensityAnalyzer } from 'vader-sentiment';
import type { Appraisal, MoodWord } from './appraisal.ts';

/** Words, and what was done with them, in the order in which somebody perceived them. */
type Deeds = readonly { layer: string; text: string }[];

type Rule = {
  reason: string;
  words: RegExp;
  /** Where this is met, too, it is something else. */
  unless?: RegExp;
  trust: number;
  affinity: number;
  mood: MoodWord;
  intensity: number;
};

const NOT = String.raw`(?:not|never|no|n't)\s+(?:\w+\s+){0,2}`;
const HARM =
  'kill|murder|hurt|harm|cut|burn|break|beat|gut|hang|ruin|strangle|stab|slay|crush|flay|end|skin|drown|shoot|destroy|poison';
const ABUSE =
  'fool|idiot|moron|liar|thief|coward|pig|swine|scum|bastard|bitch|whore|hag|dog|rat|worm|wretch|traitor|cheat|imbecile|brute|' +
  'ugly|stupid|worthless|pathetic|useless|disgusting|despicable|loathsome|filth|vermin|murderer|witch';
const SCORN =
  'old|little|damned|bloody|filthy|stupid|wretched|ugly|lying|miserable|miserly|dirty|rotten|cowardly|foolish|fat|mad|blind';

/** What is said in English to somebody's face, and what it does to them. */
const SAID: readonly Rule[] = [
  {
    reason: 'was threatened',
    words: new RegExp(
      String.raw`\b(?:i'll|i will|i shall|i'm going to|i am going to|we'll|we will|we shall|i could|i would gladly)\s+(?:\w+\s+){0,2}(?:${HARM})\s+(?:you\b|your\b|this place\b)|` +
        String.raw`\bor (?:else\b|i'll (?:${HARM})|you(?:'ll| will)? (?:die|regret|pay|bleed|burn|hang))|` +
        String.raw`\byou(?:'ll| will| shall) (?:regret|pay for (?:this|that|it)|bleed for|be sorry)|\bcut your throat\b|\byou(?:'re| are) (?:a )?dead\b`,
    ),
    unless: new RegExp(
      String.raw`\b(?:i'll|i will|i shall|i would|i could) never (?:\w+ )?(?:${HARM})|\b(?:won't|will not|would not|wouldn't) (?:\w+ )?(?:${HARM})`,
    ),
    trust: -2,
    affinity: -1.5,
    mood: 'afraid',
    intensity: 0.7,
  },
  {
    reason: 'was insulted',
    words: new RegExp(
      String.raw`\byou(?:'re| are) (?:such |nothing but |just |all |still |really )?(?:an? |the )?(?:(?!not\b|no\b|never\b)\w+ )?(?:${ABUSE})\b|\byou (?:(?:${SCORN}) ){0,2}(?:${ABUSE})\b|` +
        String.raw`^(?:an? |\w+ )?(?:${ABUSE})[!.]*$|\bi (?:hate|despise|loathe|detest) you\b|\byou disgust me\b|\bgo to hell\b|\b(?:damn|curse|fuck|screw) you\b|\bshut up\b`,
    ),
    unless: new RegExp(`${NOT}(?:${ABUSE})|\\?$`),
    trust: -0.5,
    affinity: -1.5,
    mood: 'angry',
    intensity: 0.6,
  },
  {
    reason: 'was asked for forgiveness',
    words:
      /\b(?:i(?:'m| am)(?: \w+)? sorry|^sorry|my apologies|i apologi[sz]e|forgive me|i beg your pardon|i was wrong)\b/,
    unless: new RegExp(`${NOT}(?:sorry|apologi)|sorry (?:to hear|for your loss|if|but)`),
    trust: 0.5,
    affinity: 1,
    mood: 'calm',
    intensity: 0.4,
  },
  {
    reason: 'was thanked',
    words:
      /\b(?:thank you|thanks|many thanks|i(?:'m| am)(?: \w+)? grateful|much obliged|bless you|you have my thanks)\b/,
    unless: /\b(?:no|without) thanks|no thank you|thanks? (?:you )?for nothing/,
    trust: 0.5,
    affinity: 1,
    mood: 'cheerful',
    intensity: 0.4,
  },
  {
    reason: 'was promised something',
    words:
      /\bi (?:promise|swear|vow|give you my word)\b|\b(?:you have my word|on my honou?r|my word on it)\b/,
    unless: new RegExp(`${NOT}(?:promise|swear|vow)|\\?$`),
    trust: 1,
    affinity: 0.5,
    mood: 'hopeful',
    intensity: 0.4,
  },
  {
    reason: 'was given something',
    words:
      /\b(?:a (?:small )?(?:gift|present) for you|(?:this|it|these|they)(?:'s| is| are|'re) (?:all )?for you|i(?:'ve| have)? (?:brought|got|made|bought) you|keep the (?:change|coin)|take this(?: \w+)?, it(?:'s| is) yours)\b/,
    trust: 0.5,
    affinity: 1.5,
    mood: 'grateful',
    intensity: 0.5,
  },
];

/** What is done to somebody. */
const DONE: readonly Rule[] = [
  {
    reason: 'was attacked',
    words:
      /\b(?:spits? (?:at|on)|slaps?|hits?|kicks?|punch(?:es)?|stabs?|shoves?|strikes?|chokes?|grabs? (?:you|her|him|them) by|draws? (?:a|an|his|her|their|my|the) (?:\w+ )?(?:sword|knife|dagger|blade|gun)|(?:points?|aims?|levels?) (?:a|an|his|her|their|my|the) (?:\w+ )?(?:sword|knife|dagger|blade|gun|bow))\b/,
    trust: -2,
    affinity: -1.5,
    mood: 'afraid',
    intensity: 0.7,
  },
  {
    reason: 'was given something',
    words:
      /\b(?:gives?|hands?|offers?|brings?|presses) (?:(?:you|her|him|them) )?(?:a|an|the|some|his|my|their)\b/,
    trust: 0.25,
    affinity: 1,
    mood: 'grateful',
    intensity: 0.4,
  },
  {
    reason: 'was met with friendliness',
    words: /\b(?:smiles?|bows?|curtsies|embraces?|hugs?)\b/,
    trust: 0,
    affinity: 0.5,
    mood: 'cheerful',
    intensity: 0.25,
  },
];

/** How good English words sound (VADER, Hutto and Gilbert 2014): -1 to 1. */
export const toneOf = (text: string): number =>
  text.trim() === '' ? 0 : SentimentIntensityAnalyzer.polarity_scores(text).compound;

/** What English words and acts did to the one they were meant for, by a lexicon and some rules. */
export function appraiseByLexicon(deeds: Deeds): Appraisal {
  const sentences = deeds.filter(({ layer }) => layer === 'speech').flatMap(({ text }) => sentencesOf(text));
  const acts = deeds.filter(({ layer }) => layer === 'role_action').map(({ text }) => plain(text));
  const found = [
    ...SAID.filter((rule) => sentences.some((sentence) => applies(rule, sentence))),
    ...DONE.filter((rule) => acts.some((act) => applies(rule, act))),
  ];
  const strongest = [...found].sort((a, b) => b.intensity - a.intensity)[0];
  if (!strongest) return byTone(sentences.filter(isAboutListener));
  // Whoever threatens has thanked and promised nothing.
  const meant = found.filter(({ trust }) => strongest.trust > -2 || trust < 0);
  const sum = (of: (rule: Rule) => number) => meant.reduce((all, rule) => all + of(rule), 0);
  return {
    trust: bounded(sum(({ trust }) => trust)),
    affinity: bounded(sum(({ affinity }) => affinity)),
    mood: strongest.mood,
    intensity: strongest.intensity,
    reason: meant.map(({ reason }) => reason).join(', '),
  };
}

const MILD = 0.4;

/** What is said of somebody to their face, where no rule knows it. */
function byTone(sentences: string[]): Appraisal {
  const tone = toneOf(sentences.join(' '));
  const isFelt = Math.abs(tone) >= MILD;
  const isKind = tone > 0;
  return {
    trust: isFelt ? tone / 2 : 0,
    affinity: isFelt ? tone : 0,
    mood: isFelt ? (isKind ? 'cheerful' : 'annoyed') : null,
    intensity: isFelt ? Math.abs(tone) / 2 : 0,
    reason: isFelt ? (isKind ? 'heard kind words' : 'heard harsh words') : 'they talked',
  };
}

const applies = ({ words, unless }: Rule, text: string): boolean => words.test(text) && !unless?.test(text);

const isAboutListener = (sentence: string): boolean =>
  /\b(?:you|your|yours|yourself)\b/.test(sentence) && !sentence.endsWith('?');

const sentencesOf = (text: string): string[] =>
  (plain(text).match(/[^.!?…]+[.!?…]*/g) ?? []).map((sentence) => sentence.trim()).filter(Boolean);

const plain = (text: string): string =>
  text.toLowerCase().replaceAll(/[’‘]/g, "'").replaceAll(/\s+/g, ' ').trim();

const bounded = (step: number): number => Math.min(2, Math.max(-2, step));
