/** What someone may want with their words; a question and a statement are what is left. */
export type Occasion =
  | 'despair'
  | 'recall'
  | 'recall-name'
  | 'more'
  | 'threat'
  | 'insult'
  | 'grief'
  | 'love'
  | 'confession'
  | 'unnamed'
  | 'bargain'
  | 'need'
  | 'joke'
  | 'comfort'
  | 'apology'
  | 'thanks'
  | 'farewell'
  | 'want'
  | 'greeting';

/** Whom one mourns; a ring that is lost can be found. */
const LIVING =
  '(?:mother|father|mum|mam|ma|da|dad|parents?|brothers?|sisters?|sons?|daughters?|child(?:ren)?|baby|babies|wife|husband|betrothed|lover|friends?|uncle|aunt|cousin|family|grand\\p{L}+|dog|cat|horse|pony|hound|pet|everything|everyone|home)';

/** What bodies need, by the words that ask for it. */
export const NEEDS: Record<string, string> = {
  drink: 'drinks?|beers?|ales?|wine|mead|cider|pints?|mugs?|rum|whisky|brandy|thirsty|parched|thirst',
  food: 'food|eat|bite|meals?|supper|dinner|breakfast|bread|pies?|soup|stew|broth|cheese|hungry|starving|famished|hunger',
  bed: 'rooms?|beds?|sleep|sleepy|lodgings?',
  warmth: 'cold|freezing|soaked|warm|warmth|blanket|shivering',
  rest: 'tired|exhausted|weary|rest',
  care: 'wounded|bleeding|ill|sick|healer|surgeon|medicine|bandages?',
};
const BODILY =
  'thirsty|parched|hungry|starving|famished|sleepy|cold|freezing|wet|soaked|tired|exhausted|weary|wounded|bleeding|ill|sick';
const WARES =
  'drink|beer|ale|wine|mead|cider|pint|mug|rum|whisky|brandy|tea|milk|food|bite|meal|supper|dinner|breakfast|bread|pie|soup|stew|cheese|room|bed|lodging|healer|surgeon|medicine|bandage|something to (?:eat|drink)|place to (?:sleep|stay)';
const DETERMINER =
  '(?:(?:an?|one|two|another|some|any|more|your|the|of|cup|mug|pint|bowl|glass|jug|bottle|plate|slice|piece|drop|round|hot|cold|warm|dry|spare|good|little|bit|strong|fresh) )*';

const i = (source: string): RegExp => new RegExp(source, 'iu');

/** In the order in which they win, where none is asked for. */
export const PATTERNS: readonly [Occasion, RegExp][] = [
  [
    'despair',
    i(
      "\\b(?:i (?:just |only |really )?(?:want|wish|would like|long) to (?:die|be dead|disappear|end it|kill myself)|i'd (?:like|rather) (?:to )?(?:die|be dead)|i wish i (?:was|were) dead|(?:kill|hang|drown|hurt) myself|end my life|(?:no|not any|what's the) (?:point|reason|use) (?:in|to|of) (?:living|live|go(?:ing)? on)|nothing (?:left )?to live for|i can(?:'t|not) (?:go on|bear (?:it|this)|live like this)|i(?:'ve| have) (?:lost all hope|nothing left))\\b",
    ),
  ],
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
    'grief',
    i(
      `\\b(?:my|our) [^.?!]*\\b(?:died|dying|dead|dies|passed away|killed|murdered|drowned|gravely ill)\\b|\\b(?:my|our) (?:\\p{L}+ )?${LIVING} (?:is|are|has been|have been|was|were)(?: \\p{L}+)? (?:ill|sick|hurt|wounded|missing|taken|poorly)\\b|\\b(?:i|we)(?:'ve| have| just| only)* (?:lost|buried) (?:my|our) (?:\\p{L}+ )?${LIVING}\\b|\\bi miss (?:him|her|them|my)\\b|\\bi(?:'m| am) (?:in mourning|grieving|a widow|a widower|an orphan)\\b`,
    ),
  ],
  [
    'love',
    i(
      "\\bi(?:'m| am)?(?: so| really| truly| deeply| still| madly)* (?:love|adore|fancy|want|like|in love with|fond of|falling for) you(?! to\\b)\\b|\\bmarry me\\b|\\bkiss me\\b|\\byou(?:'re| are)(?: so| very| really| the most| quite)* (?:beautiful|lovely|pretty|handsome|gorgeous|wonderful|charming)\\b",
    ),
  ],
  [
    'confession',
    i(
      "\\bi(?:'ve| have| once| just| also)* (?:(?:killed|murdered|stabbed|poisoned|drowned|strangled|hurt|betrayed|robbed) (?:him|her|them|someone|somebody|people|an? (?:man|woman|child|boy|girl)|my \\p{L}+|the \\p{L}+)|stole\\b|committed\\b|burned (?:it|them) down)|\\bi(?:'m| am) an? (?:murderer|killer|thief)\\b",
    ),
  ],
  [
    'unnamed',
    /\bmy name(?: is|'s) not\b|\bmy name (?:isn't|wasn't|was never)\b|\b(?:i'm|i am) not called\b|\b(?:don't|do not|never) call me\b/i,
  ],
  [
    'bargain',
    /\b(?:how much (?:for|is|are|do|would|does)|what(?:'s| is) the price|price|discount|cheaper|i(?:'ll| will| can) (?:pay|give you|offer|trade)|(?:gold|silver|coppers?|coins?|credits?) for|sell me|buy (?:a|an|some|your|the|from)|trade|bargain|haggle|what would you take|make (?:me|you) an offer|a deal)\b/i,
  ],
  [
    'need',
    i(
      `\\b(?:i(?:'m| am| feel)|we(?:'re| are))(?: so| very| really| rather| quite| terribly| a bit| a little| just| half)* (?:${BODILY})\\b|\\b(?:give|bring|pour|get|fetch|serve|sell) (?:me|us) ${DETERMINER}(?:${WARES})s?\\b|\\b(?:(?:i|we)(?:'ll| will) (?:have|take)|(?:i|we)(?:'d| would) (?:like|love)|(?:i|we) (?:want|need|could use|could do with)|(?:can|could|may|might) (?:i|we) (?:have|get|rent|order)|do you (?:have|sell|serve)|have you(?: got)?|is there|are there) ${DETERMINER}(?:${WARES})s?\\b|^(?:an?|one|two|another|some|more) ${DETERMINER}(?:${WARES})s?(?:,? (?:please|then|for me))?\\W*$`,
    ),
  ],
  [
    'joke',
    /\b(?:jokes?|why did the|knock knock|funny|make me laugh|walks? into a (?:bar|tavern)|riddle|haha|jest)\b/i,
  ],
  [
    'comfort',
    /\bi(?:'m| am| feel)(?: so| very| a bit| just)? (?:sad|afraid|scared|lonely|alone|lost|hurt|frightened|heartbroken|miserable|worried|ashamed|desperate)\b|\bi (?:cried|weep|can't sleep|can't stop crying)\b/i,
  ],
  ['apology', /\b(?:sorry|apologi[sz]e|forgive me|my apologies|i didn't mean)\b/i],
  ['thanks', /\b(?:thanks?|thank you|much obliged|grateful|cheers|appreciate)\b/i],
  [
    'farewell',
    /\b(?:good ?bye|farewell|bye|see you|until (?:next|tomorrow|then|later)|i (?:must|should|have to|had better|need to|want to) (?:go|leave|be off|be going)|i'll be (?:going|off)|good night|take care|so long|safe travels|i'm (?:off|leaving))\b/i,
  ],
  [
    'want',
    /\b(?:i|we)(?: just| only| really)? (?:want|wish|need|long|hope|crave|would like|would love)\b|\b(?:i|we)'d (?:like|love)\b/i,
  ],
  [
    'greeting',
    /^(?:\W*)(?:hello|hi|hey|greetings|good (?:morning|day|evening|afternoon)|well met|hail|howdy|excuse me|pardon me|welcome|salutations|yo|hullo|ahoy|evening|morning)\b/i,
  ],
];

/** What passes with the moment: nobody is reminded of it later. */
const PASSING: ReadonlySet<Occasion> = new Set([
  'despair',
  'threat',
  'insult',
  'love',
  'unnamed',
  'need',
  'want',
  'comfort',
  'apology',
  'thanks',
  'farewell',
]);

export const occasionsIn = (sentence: string): Occasion[] =>
  PATTERNS.filter(([, pattern]) => pattern.test(sentence)).map(([occasion]) => occasion);

/** Whether a sentence holds a courtesy, a feeling or a need, and nothing that is worth remembering. */
export const isPassing = (sentence: string): boolean =>
  occasionsIn(sentence).some((occasion) => PASSING.has(occasion));
