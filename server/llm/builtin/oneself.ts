import { deflect, fill } from './filler.ts';
import { inFirstPerson, namesOf } from './first-person.ts';
import { exampleFor, exampleOf, type Move, speaking, think } from './move.ts';
import { givesAway, isGuarded } from './retrieval.ts';
import { type Stage, word, wordAgain } from './stage.ts';
import { sentences, spoken, terms, unpunctuated } from './words.ts';

/** Speaks of the NPC itself: by an example line, by the profile, or it declines. */
export function aboutSelf(stage: Stage, words: string): Move | undefined {
  const { persona } = stage.scene;
  const isName =
    /\bwho are you\b|\byour name\b|\babout yourself\b|\bintroduce yourself\b|\bwhat (?:should|do|can|may) (?:i|they|people) call you\b/i.test(
      words,
    );
  if (ASKS_HOW_IT_GOES.test(words)) {
    return exampleFor(stage, words) ?? saysMood(stage);
  }
  const isWork =
    /\bwhat do you do\b|\byour (?:work|trade|job|craft|life)\b|\bfor a living\b|\bdo you work\b/i.test(words);
  const example = exampleFor(stage, words);
  if (!isName && example) return example;
  const wanted = terms(words);
  const profile = sentences(spoken(persona.profile))
    .filter((each) => isFit(stage, each))
    .filter((each) => isName || isWork || terms(each).some((term) => wanted.includes(term)))
    .map((each) => inFirstPerson(persona, each))
    .find((each) => each !== '' && stage.said.isFresh(each));
  const name = isName ? word(stage, 'self') : '';
  if (name === '' && !profile) return example;
  const said = speaking('says who it is, from the profile', name, profile);
  return (
    said && {
      ...said,
      ...think(
        stage,
        'I give my name and a little more, not all of it',
        'I need not tell everything about myself',
        'So I am asked about myself',
      ),
    }
  );
}

const ASKS_HOW_IT_GOES =
  /\bhow (?:are you|do you (?:do|feel|fare))(?: (?:doing|feeling|keeping|faring|today|tonight|now|then|this \p{L}+|friend|sir|madam|love))*\s*(?:[?.!,]|$)|\bhow's (?:it going|life)\b|\bare you (?:all right|well|ok|okay|fine|happy|sad|angry|tired)\b/iu;

const saysMood = (stage: Stage): Move | undefined => {
  const { persona, circumstances } = stage.scene;
  const live = `npc/${stage.scene.npc}/mood`;
  const mood = circumstances.flat().find(({ source }) => source === live)?.text ?? persona.mood;
  return speaking('says how it goes', word(stage, 'mood', { mood }) || word(stage, 'askBack'));
};

/** Asks for what is kept back, whatever it is. */
const ASKS_FOR_SECRETS =
  /\b(?:your (?:own )?secrets?|are you (?:hiding|keeping)|do you (?:hide|keep from)|you're hiding|the (?:whole )?truth about (?:you|yourself)|not telling)\b/i;
const ASKS_FOR_AIM =
  /\byour (?:goals?|aims?|purpose|plans?|dreams?|wish(?:es)?|motivation|ambitions?)\b|\bwhat do you (?:want|wish|hope|need|live for)\b|\bwhat (?:are you after|drives you|are you trying)\b|\bwhy are you (?:doing|here)\b/i;
const ASKS_FOR_STORY =
  /\byour (?:own )?(?:story|life|past|childhood|youth|history|background|family)\b|\babout (?:your ?self|you)\b|\bwhere (?:do you come from|are you from|were you born|did you grow up)\b|\bhow did you (?:come|get|end up) here\b/i;
const ASKS_FOR_THOUGHTS =
  /\b(?:on your mind|are you thinking|you thinking (?:of|about)|(?:are|were) you doing|are you up to)\b/i;

/** A question about the persona that no line, lore or profile answers: what it may tell of its aims and its past, or a plain shrug. */
export function ownLife(stage: Stage, words: string): Move {
  if (ASKS_FOR_SECRETS.test(words))
    return deflect(stage, { deflect: [], what: 'whatever it keeps to itself' });
  const told =
    (ASKS_FOR_AIM.test(words) ? aim(stage) : undefined) ??
    (ASKS_FOR_STORY.test(words) ? story(stage) : undefined) ??
    (ASKS_FOR_THOUGHTS.test(words) ? (exampleOf(stage, ['small-talk']) ?? saysMood(stage)) : undefined);
  if (told) return told;
  const said = speaking(
    'has nothing written about itself that answers, and makes no secret of that',
    word(stage, 'unsure') || wordAgain(stage, 'unsure'),
    stage.random.next() < 0.5 ? word(stage, 'askBack') : '',
  );
  const own = stage.random.next() < 0.4 ? exampleOf(stage, ['small-talk']) : undefined;
  const move =
    said && own ? { ...own, speech: [said.speech[0]!, ...own.speech] } : (said ?? own ?? fill(stage));
  return {
    ...think(
      stage,
      'I have never given that a thought',
      'That is an odd thing to be asked',
      'I would tell it if I knew it myself',
      'I am more used to asking than to being asked',
    ),
    ...move,
    intent: said ? said.intent : move.intent,
  };
}

/** What it wants, as far as that may be told. */
function aim(stage: Stage): Move | undefined {
  const { persona } = stage.scene;
  for (const motivation of persona.motivation) {
    // What it is for is often what is hidden.
    const [open = ''] = spoken(motivation).split(
      /,? (?:so that|so as|until|till|because|before|lest|in order)\b|[;:]/,
    );
    const fact = lowerVerb(unpunctuated(open));
    if (fact === '' || OTHERS.test(fact) || !isFit(stage, fact)) continue;
    const said = word(stage, 'aim', { fact }) || wordAgain(stage, 'aim', { fact });
    const move = said === '' ? undefined : speaking('tells of its motivation what is no secret', said);
    if (move)
      return {
        ...move,
        ...think(stage, 'I can say that much of what I want', 'I need not be ashamed of wanting that'),
      };
  }
  return undefined;
}

/** In a motivation these may mean the persona or somebody else. */
const OTHERS = /\b(?:s?he|hers?|his|him|they|them|theirs?|(?:her|him)self|themselves)\b/i;

/** A motivation reads "Keep the house running": what follows "I mean to". '' where it is written otherwise. */
const lowerVerb = (text: string): string =>
  /^\p{Lu}\p{Ll}+ /u.test(text) && !/^(?:To|Not|I|My|The|A|An|He|She|They|His|Her|No|p{L}+ing) /.test(text)
    ? text[0]!.toLowerCase() + text.slice(1)
    : /^To \p{Ll}/u.test(text)
      ? text.slice(3)
      : '';

/** Of its past, one or two sentences. */
function story(stage: Stage): Move | undefined {
  const { persona } = stage.scene;
  const own = [...sentences(spoken(persona.background)), ...sentences(spoken(persona.profile))]
    .filter((each) => isFit(stage, each))
    .map((each) => inFirstPerson(persona, each))
    .filter((each) => each !== '' && stage.said.isFresh(each));
  const move = speaking('tells of its past what is no secret', ...own.slice(0, stage.voice.breadth));
  return (
    move && {
      ...move,
      ...think(
        stage,
        'I may as well tell where I come from',
        'It was long ago, and there is no harm in it',
        'I tell the part that can be told',
      ),
    }
  );
}

/** Whether something written about the persona may be said aloud: nothing in it comes near a secret or a taboo. */
function isFit({ scene: { persona } }: Stage, text: string): boolean {
  if (isGuarded(persona, text) || givesAway(persona, text)) return false;
  if (/\b(?:secret|hidden|hides?|hiding|unseen|nobody (?:sees|knows)|has told nobody)\b/i.test(text))
    return false;
  const own = terms(text);
  const names = namesOf(persona.name).flatMap(terms);
  return persona.secrets.every((secret) => {
    const told = new Set(terms(secret.text));
    return own.filter((term) => told.has(term) && !names.includes(term)).length < 2;
  });
}
