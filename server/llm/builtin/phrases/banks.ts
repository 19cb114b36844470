/**
 * The occasions for which a voice has wording of its own, used where the persona's own lines do not reach. Slots: `{v}`
 * an address of the persona's, comma included, or nothing; `{topic}`, `{title}`, `{fact}`, `{name}`, `{own}`, `{place}`.
 * A `lead` and the like go before a sentence and end with a comma.
 */
export const BANKS = [
  'lead',
  'leadTopic',
  'more',
  'exhausted',
  'unknown',
  'unknownTopic',
  'recall',
  'recallName',
  'noRecall',
  'told',
  'nameTold',
  'greet',
  'farewell',
  'thanks',
  'insult',
  'threat',
  'joke',
  'bargain',
  'apology',
  'comfort',
  'chat',
  'askBack',
  'event',
  'foreign',
  'silence',
  'offer',
  'oblige',
  'self',
  'liked',
  'disliked',
  'known',
  'deflect',
  'place',
  'sky',
  'hour',
  'mood',
  'action',
] as const;
export type Bank = (typeof BANKS)[number];
export type Phrases = Record<Bank, readonly string[]>;
