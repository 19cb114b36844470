import { isQuestion, nameGiven, tellsOfOneself } from './memory.ts';
import { sentences, terms, tokens } from './words.ts';

/** What someone wants with their words. `focus` is the sentence that says so. */
export type Intent = {
  kind:
    | 'recall'
    | 'recall-name'
    | 'question'
    | 'more'
    | 'telling'
    | 'naming'
    | 'threat'
    | 'insult'
    | 'bargain'
    | 'joke'
    | 'comfort'
    | 'apology'
    | 'thanks'
    | 'farewell'
    | 'greeting'
    | 'statement'
    | 'foreign'
    | 'silence';
  focus: string;
};

const PATTERNS: [Intent['kind'], RegExp][] = [
  [
    'recall-name',
    /\b(?:what(?:'s| is| was)|do you (?:know|remember|recall)|say|tell me|remember|recall|forgot(?:ten)?|forget) my name\b|\bwho am i\s*[?.!]*$|\bmy name\?|\bwhat (?:do|did) (?:you|i) (?:call me|say my name was)\b|\bdo you know who i am\b/i,
  ],
  [
    'recall',
    /\b(?:do|can|don't|did) you (?:still )?(?:remember|recall|forget)\b|\b(?:remember|recall) (?:me|what i|when i|that i|my)\b|\bwhat (?:did|have|had|was|were|am) i\b|\b(?:did|have) i (?:ever )?(?:tell|told|say|said|mention)|\b(?:who|where|when|why|how|which|what)\b[^.?!]*\b(?:did|was|am|have|had) i\b|\bwhat do you (?:know|remember) (?:about|of) me\b|^(?:so |and |but |then )?(?:what|where|who|when|which)(?:'s| is| was| were| are| did)[^.?!]*\bmy\b/i,
  ],
  [
    'more',
    /^(?:(?:and|so|but|please|oh|well|yes|interesting)[, ]+)*(?:tell me more|more|go on|what else|and then|then what|what then|what (?:happened|came) (?:then|next|after(?:wards)?)|is that all|anything (?:else|more)|what more(?: can you (?:tell|say)[^?]*| do you know[^?]*)?|say more|continue|why|how so|how come|really|why is that|what do you mean|and|tell me more (?:about|of) (?:it|that|this|them|him|her))\s*[.!?]*$/i,
  ],
  [
    'threat',
    /\b(?:i(?:'ll| will| shall|'m going to| am going to) (?:kill|hurt|burn|gut|cut|stab|break|make you|destroy|end you|beat|hang)|or else|you(?:'ll| will) (?:regret|pay|die|be sorry)|watch your (?:back|step)|hand (?:it|that|them) over|your money or|draws? (?:a|the|his|her) (?:knife|sword|blade|gun)|last chance)\b/i,
  ],
  [
    'insult',
    /\b(?:idiot|fool|stupid|ugly|coward|liar|pig|bastard|scum|filth|worthless|useless|pathetic|hate you|shut up|damn you|moron|disgusting|hag|crone|wretch|you (?:stink|lie)|go to hell|dimwit|dolt|rat|traitor)\b/i,
  ],
  [
    'bargain',
    /\b(?:how much (?:for|is|are|do|would|does)|what(?:'s| is) the price|price|discount|cheaper|i(?:'ll| will| can) (?:pay|give you|offer|trade)|(?:gold|silver|coppers?|coins?|credits?) for|sell me|buy (?:a|an|some|your|the|from)|trade|bargain|haggle|what would you take|make (?:me|you) an offer|a deal)\b/i,
  ],
  [
    'joke',
    /\b(?:jokes?|why did the|knock knock|funny|make me laugh|walks? into a (?:bar|tavern)|riddle|haha|jest)\b/i,
  ],
  [
    'comfort',
    /\b(?:i(?:'m| am| feel)(?: so| very| a bit| just)? (?:sad|afraid|scared|lonely|alone|lost|tired|hurt|frightened|heartbroken|miserable|worried|exhausted|cold|hungry)|i can't go on|i miss (?:him|her|them|my)|(?:died|passed away|is dead)|i (?:cried|weep|can't sleep))\b/i,
  ],
  ['apology', /\b(?:sorry|apologi[sz]e|forgive me|my apologies|i didn't mean)\b/i],
  ['thanks', /\b(?:thanks?|thank you|much obliged|grateful|cheers|appreciate)\b/i],
  [
    'farewell',
    /\b(?:good ?bye|farewell|bye|see you|until (?:next|tomorrow|then|later)|i (?:must|should|have to|had better|need to) (?:go|leave|be off|be going)|i'll be (?:going|off)|good night|take care|so long|safe travels|i'm (?:off|leaving))\b/i,
  ],
  [
    'greeting',
    /^(?:\W*)(?:hello|hi|hey|greetings|good (?:morning|day|evening|afternoon)|well met|hail|howdy|excuse me|pardon me|welcome|salutations|yo|hullo|ahoy|evening|morning)\b/i,
  ],
];

const ASKING: ReadonlySet<Intent['kind']> = new Set(['recall', 'recall-name', 'more']);

/** Works out what words want: what is asked for wins over what is told, and that over courtesies. `topics`: whether words name a known topic. */
export function intentOf(text: string, isTopic: (words: string) => boolean): Intent {
  const parts = sentences(text);
  if (!/[\p{L}\p{N}]/u.test(text)) return { kind: 'silence', focus: text };
  if (isForeign(text) && !isTopic(text)) return { kind: 'foreign', focus: text };
  const kindsOf = (part: string): Intent['kind'][] =>
    PATTERNS.filter(([, pattern]) => pattern.test(part)).map(([kind]) => kind);
  const kinds = new Map(parts.map((part) => [part, kindsOf(part)]));
  for (const part of parts.toReversed()) {
    const asked = kinds.get(part)!.find((kind) => ASKING.has(kind));
    if (asked && !(asked === 'recall' && isMereRemember(part))) return { kind: asked, focus: part };
  }
  for (const kind of ['threat', 'insult'] as const) {
    const part = parts.find(
      (each) =>
        kinds.get(each)!.includes(kind) && !(isQuestion(each) && isTopic(each)) && !isOfOneself(each, kind),
    );
    if (part) return { kind, focus: part };
  }
  const question = parts.toReversed().find((part) => isQuestion(part) && !isCourtesy(part));
  if (question) {
    const kind = kinds.get(question)!.find((each) => each === 'bargain' || each === 'joke');
    return { kind: kind && !isTopic(question) ? kind : 'question', focus: question };
  }
  const bare = parts.find(
    (part) =>
      tokens(part).length <= 5 && isTopic(part) && kinds.get(part)!.length === 0 && !tellsOfOneself(part),
  );
  if (bare) return { kind: 'question', focus: bare };
  const name = parts.find((part) => nameGiven(part) !== '');
  const telling = parts.find(
    (part) => tellsOfOneself(part) && part !== name && kinds.get(part)!.length === 0,
  );
  if (telling) return { kind: 'telling', focus: telling };
  if (name) return { kind: 'naming', focus: name };
  for (const [kind] of PATTERNS) {
    const part = parts.find((each) => kinds.get(each)!.includes(kind));
    if (part && !ASKING.has(kind)) return { kind, focus: part };
  }
  return {
    kind: 'statement',
    focus: parts.reduce((a, b) => (terms(b).length > terms(a).length ? b : a), ''),
  };
}

/** "Do you remember the flood?" asks about the flood, not about what was told. */
const isMereRemember = (part: string): boolean =>
  /\byou (?:still )?(?:remember|recall)\b/i.test(part) && !/\b(?:i|me|my|i'm|we|our)\b/i.test(part);

/** "I was a fool" insults nobody else. */
const isOfOneself = (part: string, kind: Intent['kind']): boolean =>
  kind === 'insult' && /\bi(?:'m| am| was| feel)\b/i.test(part) && !/\byou/i.test(part);

/** "How do you do?" is no question. */
const isCourtesy = (part: string): boolean => /^(?:how do you do|is anybody (?:here|there))\W*$/i.test(part);

const isForeign = (text: string): boolean => {
  const letters = text.match(/\p{L}/gu)?.length ?? 0;
  const latin = text.match(/\p{Script=Latin}/gu)?.length ?? 0;
  return letters > 0 && latin * 2 < letters;
};
