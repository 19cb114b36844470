/** The words of a text that say what it is about, in lower case, each once. */
export const termsOf = (text: string): string[] => [
  ...new Set(wordsOf(text).filter((word) => word.length > 1 && !STOP_WORDS.has(word))),
];

/** Folds the commonest English endings, so that "told" needs no match but "keys" finds "key". */
export const stem = (word: string): string =>
  word.length > 3 ? word.replace(/(?:'s|ing|ed|es|s|e)$/, '') : word;

/** A word and its other forms that no stemming reaches: "lose" and "lost". */
export const formsOf = (word: string): readonly string[] => FORMS.get(word) ?? [word];

/** What two texts are compared by: their words alone. */
export const sameness = (text: string): string => wordsOf(text).join(' ');

/** The sentences of a text, with their punctuation. */
export const sentencesOf = (text: string): string[] =>
  (text.match(/[^.!?。！？]+[.!?。！？]*/gu) ?? []).map((sentence) => sentence.trim()).filter(Boolean);

/** A text on one line, of at most so many code points. */
export function clip(text: string, max: number): string {
  const plain = text.trim().replaceAll(/\s+/g, ' ');
  const points = [...plain.slice(0, 2 * max + 2)];
  return points.length > max ? `${points.slice(0, max).join('')}…` : plain;
}

const wordsOf = (text: string): string[] =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll('’', "'")
    .match(/[\p{L}\p{N}]+(?:'\p{L}+)?/gu)
    ?.map((word) => word.replace(/'(?:s|re|ve|ll|d|m)$/, '')) ?? [];

export const STOP_WORDS = new Set(
  (
    'a an and are as at be been but by can did do does for from had has have he her him his i if in is it its me my no not of on ' +
    'or our she so that the their them then there they this to us was we were what when where which who why will with would ' +
    "you your remember told tell said say about ever me am all any some something anything just now well yes please don't didn't " +
    "know think how could should shall let i'm hello hi hey good whispered"
  ).split(' '),
);

const FORMS = new Map(
  (
    'lose lost,find found,come came,go went gone,buy bought,steal stole stolen,leave left,die died dead,bring brought,see saw seen,' +
    'make made,take took taken,give gave given,keep kept,run ran,build built,sink sank sunk,burn burnt burned,sell sold,hide hid hidden,' +
    'write wrote written,sing sang sung,ring rang rung,begin began begun,fall fell fallen,meet met,fight fought,speak spoke spoken,' +
    'break broke broken,drink drank drunk,eat ate eaten,ride rode ridden,swim swam swum,catch caught,teach taught,win won,hold held,' +
    'sleep slept,swear swore sworn,grow grew grown,throw threw thrown,wear wore worn,choose chose chosen,drive drove driven,' +
    'live lives lived life,child children,man men,woman women,wolf wolves,knife knives,thief thieves,promise promised swear swore'
  )
    .split(',')
    .flatMap((group) => {
      const forms = group.split(' ');
      return forms.map((form) => [form, forms] as const);
    }),
);
