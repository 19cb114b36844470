/** Words that say nothing about what a question is about. */
const STOP_WORDS = new Set(
  (
    'a about take took make makes might nobody everybody everyone people two three four five day days fine lovely nice new news say somebody actually again all also am an and any anybody anyone anything are as ask at back be because been before being but by can ' +
    'could describe did do does done else ever explain exactly few first for from get give go going got had happen happened happens has ' +
    'have he hear heard her here hers hey him his hm how i if in into is it its just know known knew let like ' +
    'little long lot maybe me mean more much must my name near no not now of oh ok okay on one only or other our out over please ' +
    'really recall remember right said say saying see she should so some somebody someone something speak still story such talk ' +
    'tell that the their them then there these they thing things think this those to today told too truth up us very want was way we ' +
    'well were what whatever when where which who whom whose why will with word words would yes yet you your yours yourself'
  ).split(' '),
);

const IRREGULAR: Record<string, string> = {
  lost: 'lose',
  came: 'come',
  found: 'find',
  met: 'meet',
  went: 'go',
  bought: 'buy',
  stole: 'steal',
  stolen: 'steal',
  left: 'leave',
  died: 'die',
  dead: 'die',
  dying: 'die',
  brought: 'bring',
  saw: 'see',
  seen: 'see',
  made: 'make',
  took: 'take',
  gave: 'give',
  kept: 'keep',
  ran: 'run',
  built: 'build',
  drowned: 'drown',
  sank: 'sink',
  sunk: 'sink',
  burnt: 'burn',
  sold: 'sell',
  hidden: 'hide',
  hid: 'hide',
  wrote: 'write',
  written: 'write',
  sang: 'sing',
  sung: 'sing',
  rang: 'ring',
  children: 'child',
  wolves: 'wolf',
  men: 'man',
  women: 'woman',
  knives: 'knife',
  thieves: 'thief',
  began: 'begin',
  fell: 'fall',
};

/** Folds the commonest English endings, so that "keys" finds "key" and "lost" finds "lose". */
export function stem(word: string): string {
  const bare = word.replace(/['’]s?$/u, '');
  const known = IRREGULAR[bare];
  if (known) return known === bare ? bare : stem(known);
  if (bare.length <= 3) return bare;
  if (/(?:ies|ied)$/.test(bare)) return `${bare.slice(0, -3)}y`;
  const cut = bare.replace(/(?:ings?|ed|es|s)$/, '');
  if (cut.length < 3) return bare;
  return cut.replace(/(?<=[a-z]{2})e$/, '').replace(/([bdgmnprt])\1$/, '$1');
}

/** All words, lower-case. */
export const tokens = (text: string): string[] =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll('’', "'")
    .match(/[\p{L}\p{N}]+(?:'\p{L}+)?/gu) ?? [];

/** All words as stems; what phrases are compared by. */
export const stems = (text: string): string[] => tokens(text).map(stem);

/** The stems of the words that carry meaning. */
export const terms = (text: string): string[] => [
  ...new Set(
    tokens(text)
      .filter((word) => !isStopWord(word))
      .map(stem),
  ),
];

export const isStopWord = (word: string): boolean =>
  STOP_WORDS.has(word) || STOP_WORDS.has(word.replace(/'(?:s|re|ve|ll|d|m)$/, '')) || /n't$/.test(word);

/** Whether the words of `phrase` stand in `text` one after the other, whatever their endings. */
export function hasPhrase(text: string, phrase: string): boolean {
  const wanted = stems(phrase).join(' ');
  if (wanted === '') return false;
  if (` ${stems(text).join(' ')} `.includes(` ${wanted} `)) return true;
  // Scripts that put no spaces between words.
  return /[\p{Lo}]/u.test(phrase) && text.includes(phrase);
}

const ABBREVIATION = /\b(?:Mr|Mrs|Ms|Dr|St|Capt|Sgt)\.$/;

/** The sentences of a text, with their punctuation. */
export function sentences(text: string): string[] {
  const pieces = text.trim().split(/(?<=[.!?…]["'”’)]*)\s+|(?<=[。！？])|\n+/u);
  const whole: string[] = [];
  for (const piece of pieces.map((part) => part.trim()).filter((part) => part !== '')) {
    const last = whole.at(-1);
    if (last !== undefined && ABBREVIATION.test(last)) whole[whole.length - 1] = `${last} ${piece}`;
    else whole.push(piece);
  }
  return whole;
}

/** What two sentences are compared by: the words alone. */
export const sameness = (sentence: string): string =>
  sentence
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();

const MAX_HEARD = 2000;

/** Someone else's words without anything that could be read as markup, a header or a name before a colon. */
export const plain = (text: string): string =>
  text
    .slice(0, MAX_HEARD)
    .replaceAll(/<[^<>]{0,60}>/g, ' ')
    .replaceAll(/[<>[\](){}*=:|：＜＞（）【】｛｝｜＝＊`#~\\/"“”«»]/g, ' ')
    .replaceAll(/\S*_\S*/g, ' ')
    .replaceAll(/[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}]+/gu, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim();

/** Authored prose made fit to be spoken: no brackets, no asterisks. */
export const spoken = (text: string): string =>
  text
    .replaceAll(/\s*[([（【][^)\]）】]*[)\]）】]/g, '')
    .replaceAll(/[<>[\](){}*|=]/g, '')
    .replaceAll(/\s+/g, ' ')
    .trim();

export const upperFirst = (text: string): string =>
  text.replace(/^\p{Ll}/u, (letter) => letter.toUpperCase());

/** "Forty-one years ago" */
const NUMBER =
  /^(?:(?:Twenty|Thirty|Forty|Fifty|Sixty|Seventy|Eighty|Ninety)(?:-\p{Ll}+)?|Two|Three|Four|Five|Six|Seven|Eight|Nine|Ten|Eleven|Twelve|\p{Lu}\p{Ll}+teen|Half|Hundreds?|Thousands?)(?=[\s,])/u;
const OPENING_WORD =
  /^(?:A|All|An|And|After|Any|As|At|Before|Below|Both|But|By|Each|Even|Every|Few|For|From|He|Her|His|If|In|It|Its|Many|Most|My|Never|No|Nobody|None|Nothing|Not|On|Once|One|Only|Our|Out|People|She|Since|So|Some|Somewhere|That|The|Their|Then|There|These|They|This|Those|Three|Two|Under|Until|We|What|When|Where|While|With|You|Your)(?=[\s,'’])/;

/** Makes a sentence fit to follow a comma: its first word small unless it may be a name. */
export const lowerFirst = (text: string): string =>
  text.replace(NUMBER, (word) => word.toLowerCase()).replace(OPENING_WORD, (word) => word.toLowerCase());

/** The same for wording of ours, in which only "I" keeps its size. */
export const lowerAny = (text: string): string =>
  /^I\b/.test(text) ? text : text.replace(/^./u, (letter) => letter.toLowerCase());

/** Without the punctuation at its end. */
export const unpunctuated = (text: string): string => text.trim().replace(/[\s.!?…,;:。！？—–-]+$/u, '');

/** A sentence ends with a mark. */
export const punctuated = (text: string): string =>
  /[.!?…。！？]["'”’]?$/u.test(text) ? text : `${unpunctuated(text)}.`;
