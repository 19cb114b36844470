import type { Persona } from '../../../schemas/persona.ts';
import type { Phrases } from './phrases/banks.ts';
import { REGISTERS, type Register } from './phrases/registers.ts';

/** How a persona talks, read off its speech style and example lines: what the wording for gaps is chosen by. */
export type Voice = {
  register: Register;
  phrases: Phrases;
  /** What the persona calls people: `lad`, `my dear`. */
  addresses: string[];
  /** What the persona opens with: `Aye`, `Well`. */
  openers: string[];
  contracts: boolean;
  /** How many sentences of an answer the persona gives at once. */
  breadth: 1 | 2;
};

const STYLE: Record<Register, RegExp> = {
  rustic:
    /\b(?:rough|plain|dialect|country|rural|sailors?|salty|coarse|homely|earthy|fisher\w*|farm\w*|blunt|swears?|drawl\w*|aye|proverbs?)\b/gi,
  formal:
    /\b(?:formal\w*|precise\w*|educated|scholar\w*|polite\w*|measured|archaic|courte\w+|ornate|exact\w*|proper|full sentences|legal|bookish|long sentences|no contractions|complete sentences|clauses?|latin|pedant\w*|grand)\b/gi,
  terse:
    /\b(?:short|terse\w*|clipped|few words|sparing\w*|curt\w*|laconic|gruff\w*|fragments?|orders?|brief\w*|dry|one word|wastes no|soldier\w*)\b/gi,
  warm: /\b(?:chatty|warm\w*|cheer\w+|laugh\w*|rambl\w+|talkative|bubbl\w+|quick\w*|breathless\w*|kind\w*|endear\w+|excite\w*|eager\w*|exclaim\w*|gossip\w*|child\w*|questions)\b/gi,
  dreamy:
    /\b(?:riddl\w+|dream\w*|soft\w*|whisper\w*|slow\w*|poet\w*|hush\w*|omens?|verses?|strange\w*|images?|metaphor\w*|murmur\w*|far.?away|sing\w*|mystic\w*|pauses?)\b/gi,
};
const SPEECH: Record<Register, RegExp> = {
  rustic: /\b(?:aye|ye|nae|lad|lass|ain't|reckon|nowt|summat|yer|folk|mind you|bloody)\b|'em\b/gi,
  formal:
    /\b(?:shall|indeed|therefore|however|sir|madam|regret|moreover|precisely|furthermore|whom|nevertheless)\b/gi,
  terse: /(?<=[.!?] |^)\S+(?: \S+){0,2}[.!?]/gm,
  warm: /!|\b(?:oh|dear|love|darling|lovely|goodness|sweet)\b/gi,
  dreamy: /\b(?:dream|mist|shadow|whisper|silence|moon|echo|wind|listen|tide|bones)\b/gi,
};
const ADDRESSES =
  /, ((?:my |good |young )?(?:lad|lass|love|dear|child|stranger|travell?er|friend|sir|madam|mistress|master|darling|sweetheart|boy|girl|son|duck|pet|mate|captain|neighbou?r|outsider|petal|poppet|cousin|sailor|wanderer|pilgrim|little one|honey|hen|pal|boss))(?=[.!?,])/gi;
const OPENERS =
  /(?:^|[.!?] )(Aye|Ah|Well|Hm|Hmm|Bah|Ach|Och|Oh|Mm|Mmm|Look|Listen|Now|See|Right|Eh|Ha|Nay|Yes|Indeed|Why|So|Alas|Heh|Tch)(?=,)/gm;

/** Reads the voice off the persona. Pure. */
export function voiceOf(persona: Persona): Voice {
  const lines = [...persona.greeting, ...persona.examples.map((example) => example.say)];
  const speech = lines.join('\n');
  const words = speech.split(/\s+/).length;
  const register = (Object.keys(REGISTERS) as Register[])
    .map((name) => ({
      name,
      score:
        3 * count(persona.speechStyle, STYLE[name]) +
        count(persona.personality, STYLE[name]) +
        (count(speech, SPEECH[name]) * (name === 'terse' ? 50 : 250)) / words,
    }))
    .reduce((best, each) => (each.score > best.score ? each : best)).name;
  const perLine = words / lines.length;
  return {
    register,
    phrases: REGISTERS[register],
    addresses: matches(speech, ADDRESSES),
    openers: matches(speech, OPENERS),
    contracts: count(speech, CONTRACTION) * 60 > words,
    breadth: register === 'terse' || perLine < 9 ? 1 : 2,
  };
}

const CONTRACTION = /\p{L}['’](?:s|re|ve|ll|d|m|t)\b/giu;
const count = (text: string, pattern: RegExp): number => text.match(pattern)?.length ?? 0;
const matches = (text: string, pattern: RegExp): string[] => [
  ...new Set([...text.matchAll(pattern)].map((match) => match[1]!.replace(/^(?!I\b)./, (letter) => letter))),
];

const LONG: [RegExp, string][] = [
  [/\b(I)['’]m\b/g, '$1 am'],
  [/\b([Ww]on)['’]t\b/g, 'will not'],
  [/\b([Cc])an['’]t\b/g, '$1annot'],
  [/n['’]t\b/g, ' not'],
  [/['’]re\b/g, ' are'],
  [/['’]ve\b/g, ' have'],
  [/['’]ll\b/g, ' will'],
  [/\b(I|[Yy]ou|[Tt]hey|[Ww]e)['’]d\b/g, '$1 would'],
  [/\b([Tt]hat|[Tt]here|[Ii]t|[Ww]hat|[Hh]ere|[Nn]othing)['’]s\b/g, '$1 is'],
];

/** Spells contractions out, for those who never use them. */
export const spelledOut = (text: string): string =>
  LONG.reduce((long, [pattern, replacement]) => long.replaceAll(pattern, replacement), text);
