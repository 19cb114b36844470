import { inFirstPerson, isNamed } from './first-person.ts';
import { offer, surroundings, tell, topicOf } from './lore.ts';
import { exampleOf, type Move, speaking, think } from './move.ts';
import type { Bank } from './phrases/banks.ts';
import { givesAway } from './retrieval.ts';
import { type Slots, type Stage, word, wordAgain } from './stage.ts';
import { lowerFirst, plain, sentences, spoken, terms, upperFirst } from './words.ts';

/** Speaks of someone the NPC knows; undefined when the words name nobody. */
export function aboutPerson(stage: Stage, words: string): Move | undefined {
  const { persona, others } = stage.scene;
  const cast = [
    ...others
      .filter(({ id }) => id.startsWith('npc:'))
      .map(({ id, name, description, relationship }) => ({
        slug: id.slice(4),
        name: plain(name),
        description,
        relationship,
      })),
    ...Object.entries(persona.relationships).map(([slug, relationship]) => ({
      slug,
      name: slug.split('-').map(upperFirst).join(' '),
      description: undefined,
      relationship,
    })),
  ];
  const person = cast.find(({ name }) => isNamed(words, name));
  if (!person) return undefined;
  const { name, description, slug } = person;
  const opinion = spoken(person.relationship ?? persona.relationships[slug] ?? '');
  const own = sentences(opinion)
    .filter((each) => !givesAway(persona, each))
    .map((each) => inFirstPerson(persona, each))
    .find((each) => each !== '' && stage.said.isFresh(each));
  const looks =
    description && /^(?:A|An|The)\b/.test(description)
      ? `${name} is ${lowerFirst(sentences(spoken(description))[0]!)}`
      : '';
  const remark = word(stage, attitude(opinion), { name });
  const speech = own ? [own, remark] : [remark, looks];
  const said = speaking(
    `speaks of ${name} by what the relationship is`,
    ...speech.filter((each) => each === '' || stage.said.isFresh(each)).slice(0, 2),
  );
  return (
    said && {
      ...said,
      ...think(
        stage,
        `I choose what I say of ${name}`,
        `What I think of ${name} is no secret, but not all of it is for strangers`,
        `${name}, of all people`,
      ),
    }
  );
}

function attitude(opinion: string): 'liked' | 'disliked' | 'known' {
  const good =
    opinion.match(
      /\b(?:trust|friend|love|fond|respect|admire|grateful|owe|like|dear|kind|good|loyal|warm|proud|gentle|miss)\w*/gi,
    )?.length ?? 0;
  const bad =
    opinion.match(
      /\b(?:distrust|mistrust|fear|suspect|hate|resent|despise|wary|avoid|blame|liar|cheat|dangerous|enemy|contempt|dislike|annoy|fool|not trust|doubt)\w*/gi,
    )?.length ?? 0;
  return good > bad ? 'liked' : bad > good ? 'disliked' : 'known';
}

/** Speaks of the hour, the weather or the place; undefined when the words do not ask for these. */
export function aboutSurroundings(stage: Stage, words: string): Move | undefined {
  const told = (source: string) =>
    stage.scene.circumstances.flat().find((each) => each.source === source)?.text;
  const [time, weather] = [told('clock'), told('weather')?.replace(/\.$/, '')];
  const place = topicOf(stage.scene.location.name);
  if (/\b(?:what time|what hour|time is it|how late|what day|the hour|which day)\b/i.test(words) && time) {
    return speaking(
      'tells the hour',
      ask(stage, 'hour', { time: /\bday\b/i.test(words) ? spoken(time) : hourOf(spoken(time)) }),
    );
  }
  if (/\b(?:weather|rain\w*|storm\w*|snow\w*|sunny|fog\w*|windy|forecast)\b/i.test(words) && weather) {
    return speaking('speaks of the weather', ask(stage, 'sky', { weather: spoken(weather) }));
  }
  if (
    !/\b(?:this place|where are we|where am i|around here|live here|like it here|what is here|this (?:town|village|inn|room|house))\b/i.test(
      words,
    )
  )
    return undefined;
  const around = surroundings(stage).find(({ id }) => id === '@place');
  return (
    (around && tell(stage, around, words)) ?? speaking('speaks of the place', ask(stage, 'place', { place }))
  );
}

const ask = (stage: Stage, bank: Bank, slots: Slots): string =>
  word(stage, bank, slots) || wordAgain(stage, bank, slots);

const HOURS = 'twelve one two three four five six seven eight nine ten eleven'.split(' ');

/** "Day 3, 18:40" as people say it, "going on seven in the evening"; any other text as it is. */
function hourOf(clock: string): string {
  const [, hour, minute] = /\b(\d{1,2}):(\d\d)/.exec(clock)?.map(Number) ?? [];
  if (hour === undefined || minute === undefined) return clock;
  const near = minute >= 40 ? hour + 1 : hour;
  const part =
    near >= 5 && near < 12
      ? 'in the morning'
      : near >= 12 && near < 18
        ? 'in the afternoon'
        : near >= 18 && near < 22
          ? 'in the evening'
          : 'at night';
  return `${minute >= 40 ? 'going on ' : minute >= 20 ? 'half past ' : ''}${HOURS[near % 12]} ${part}`;
}

/** Admits not to know, and offers something else. */
export function doesNotKnow(stage: Stage, words: string): Move | undefined {
  const topic = terms(words).length > 0 ? subjectOf(words) : '';
  const known =
    (topic !== '' &&
      !/[^s]s$/.test(topic) &&
      stage.random.next() < 0.5 &&
      word(stage, 'unknownTopic', { topic })) ||
    word(stage, 'unknown') ||
    exampleOf(stage, ['refusal'])?.speech.join(' ') ||
    wordAgain(stage, 'unknown');
  const second = stage.random.next() < 0.6 ? offer(stage) || word(stage, 'askBack') : word(stage, 'askBack');
  const said = speaking('has nothing in lore, examples or memory that answers, and says so', known, second);
  return (
    said && {
      ...said,
      ...think(
        stage,
        'I do not know, and I will not pretend',
        'That one is beyond what I know',
        topic === '' ? 'I have no answer to that' : `I have never learned anything about ${topic}`,
        'Better to admit it than to invent something',
        'Nothing I know fits that question',
      ),
    }
  );
}

/** What a question is about, in its own words, when that is short and harmless. */
export function subjectOf(words: string): string {
  const match =
    /\b(?:about|of|is|are|was|were|called|named|on) ((?:the |an? )?[\p{L}'’-]+(?: [\p{L}'’-]+){0,2})\s*[?.!]*$/iu.exec(
      plain(words),
    );
  const subject = match?.[1] ?? '';
  return subject !== '' &&
    terms(subject).length > 0 &&
    !/\b(?:is|are|was|were|do|does|did|you|your|i|me|my|it|this|that|them|they|he|she|here|there|we|us)\b/i.test(
      subject,
    )
    ? subject
    : '';
}
