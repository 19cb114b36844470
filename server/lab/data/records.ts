import type { CharacterSetting, DialogueTurn, HerRecord } from '../../../schemas/lab/her-record.ts';
import { stripTags } from '../../her/tag-stream.ts';
import { herSpansOf, spansOf } from '../her-text.ts';
import type { FoundCharacter, FoundConversation, FoundPlot, FoundRecord, FoundTurn } from './found.ts';
import { ENVIRONMENT, mergedTurns, speakersOf, turnForms } from './turn-forms.ts';

/** Which conversation of which book it is, and what is known of its characters. */
export type Whereabouts = {
  book: string;
  plot: FoundPlot;
  plotIndex: number;
  convIndex: number;
  profiles: Readonly<Record<string, string>>;
};

/** A record of a conversation in brackets: speakers in a row merged, all forms made, settings as the plot has them. */
export function recordOf(found: FoundConversation, at: Whereabouts): HerRecord {
  const { book, plot, plotIndex, convIndex } = at;
  const turns = mergedTurns(
    found.dialogues.map((turn, index) => ({ ...turn, origin_id: turn.origin_id ?? [index] })),
  ).map(turnOf);
  const speakers = speakersOf(turns);
  const { conversation: _, ...rest } = plot;
  return {
    ...rest,
    state: plot.state || 'finished',
    key_characters: plot.key_characters.map(inPlot),
    conversation: [
      {
        scenario: found.scenario,
        topic: found.topic,
        key_characters: found.key_characters.map(inConversation),
        i_c: found.i_c,
        speaking_characters_w_env: found.speaking_characters_w_env ?? speakers,
        major_characters: found.major_characters ?? found.key_characters.map(({ name }) => name),
        dialogues: turns,
      },
    ],
    character_datasets: settingsOf(speakers, found, at),
    training_samples: {},
    trace_id_book_chapter: `${book}_${plot.chapter}_${plotIndex}_${convIndex}`,
    book_name: book,
    plot_index: plotIndex,
    conv_index: convIndex,
  };
}

const settingsOf = (
  speakers: readonly string[],
  conversation: FoundConversation,
  at: Pick<Whereabouts, 'book' | 'plot' | 'profiles'>,
): Record<string, CharacterSetting> =>
  Object.fromEntries(
    speakers
      .filter((name) => name !== ENVIRONMENT)
      .map((name) => [name, settingOf(name, speakers, conversation, at)]),
  );

function settingOf(
  name: string,
  speakers: readonly string[],
  { scenario, topic, key_characters }: FoundConversation,
  { book, plot, profiles }: Pick<Whereabouts, 'book' | 'plot' | 'profiles'>,
): CharacterSetting {
  const inPlot = plot.key_characters.find((character) => character.name === name);
  const others = speakers.filter((other) => other !== name && other !== ENVIRONMENT);
  return {
    book_name: book,
    character: name,
    character_profile: profiles[name] ?? '',
    background: plot.summary,
    scenario,
    topic,
    motivation: key_characters.find((character) => character.name === name)?.motivation ?? '',
    experience: inPlot?.experience ?? '',
    description: inPlot?.description ?? '',
    other_character_profiles: Object.fromEntries(
      others.flatMap((other) => {
        const profile =
          profiles[other] || plot.key_characters.find((character) => character.name === other)?.description;
        return profile ? [[other, profile]] : [];
      }),
    ),
    output_format: '',
  };
}

/** What a plot says of a character: who it is and what it is about to do. */
const inPlot = ({ motivation, ...character }: FoundCharacter) => ({
  ...character,
  ...(motivation && { motivation }),
});

/** What a conversation says of a character: what it wants. */
const inConversation = ({ description, experience, ...character }: FoundCharacter) => ({
  ...character,
  ...(description && { description }),
  ...(experience && { experience }),
});

/** A record as HER's scripts wrote it, whichever step it is of: what is missing of its forms is made, what it has beyond is kept. */
export function recordFrom(found: FoundRecord): HerRecord {
  const [conversation] = found.conversation as [FoundConversation];
  const plans = plansIn(found);
  const turns = conversation.dialogues.map((turn, index) => {
    const numbered = { ...turn, origin_id: turn.origin_id ?? [index] };
    return turnOf({ ...numbered, sys_thinking: plans(numbered, index) });
  });
  const speakers = speakersOf(turns);
  const book = found.book_name || 'unknown';
  const { plot_index: plot, conv_index: conv } = found;
  const settings = Object.entries(found.character_datasets).map(
    ([name, setting]): [string, CharacterSetting] => [
      name,
      completed(name, setting, { book, conversation, speakers }),
    ],
  );
  // Whoever has settings is played; where they are nobody's who speaks, they are made of the rest.
  const isUsable =
    'x_server' in found ||
    settings.some(([, { character }]) => character !== ENVIRONMENT && speakers.includes(character));
  return {
    ...found,
    key_characters: found.key_characters.map(inPlot),
    conversation: [
      {
        ...conversation,
        key_characters: conversation.key_characters.map(inConversation),
        speaking_characters_w_env: conversation.speaking_characters_w_env ?? speakers,
        major_characters:
          conversation.major_characters ?? conversation.key_characters.map(({ name }) => name),
        dialogues: turns,
      },
    ],
    character_datasets: {
      ...Object.fromEntries(settings),
      ...(!isUsable && settingsOf(speakers, conversation, { book, plot: found, profiles: {} })),
    },
    trace_id_book_chapter: found.trace_id_book_chapter || `${book}_${found.chapter}_${plot}_${conv}`,
    book_name: book,
  } as HerRecord;
}

/**
 * The plan of a turn, by its ids. HER's scripts gave turns their plans by position (step 3.11), which is wrong behind turns that were
 * merged: the sample's message of the same ids has the right one, the turn itself where position and id agree or no message has ids.
 */
function plansIn({ training_samples, x_server }: FoundRecord) {
  const ofSamples = new Map(
    Object.entries(training_samples).map(([name, messages]) => {
      const replies = messages.filter(({ role, origin_id }) => role === 'assistant' && origin_id);
      return [
        name,
        new Map(replies.map(({ origin_id, sys_thinking_revised: plan }) => [origin_id!.join(), plan])),
      ];
    }),
  );
  return (
    { character, origin_id, sys_thinking: own }: FoundTurn & { origin_id: number[] },
    index: number,
  ) => {
    const plans = ofSamples.get(character);
    if (x_server !== undefined || !plans?.size) return own;
    return plans.get(origin_id.join()) || (origin_id[0] === index ? own : '');
  };
}

function completed(
  name: string,
  found: Readonly<Record<string, unknown>>,
  {
    book,
    conversation: { scenario, topic, key_characters },
    speakers,
  }: { book: string; conversation: FoundConversation; speakers: readonly string[] },
): CharacterSetting {
  const text = (key: string, fallback = ''): string =>
    typeof found[key] === 'string' ? found[key] : fallback;
  const motive = key_characters.find((character) => character.name === name)?.motivation;
  const others = found.other_character_profiles;
  return {
    ...Object.fromEntries(
      Object.entries(found).filter(([key, value]) => typeof value === 'string' || !TEXTS.test(key)),
    ),
    book_name: text('book_name', book),
    character: speakers.includes(name) ? name : text('character', name),
    character_profile: text('character_profile', text('profile')),
    background: text('background'),
    scenario: text('scenario', scenario),
    topic: text('topic', topic),
    motivation: text('motivation') || text('thought') || (motive ?? ''),
    experience: text('experience') || text('summary'),
    description: text('description'),
    other_character_profiles: Object.fromEntries(
      Object.entries(typeof others === 'object' ? (others ?? {}) : {}).filter(
        ([, profile]) => typeof profile === 'string',
      ),
    ) as Record<string, string>,
    output_format: text('output_format'),
  };
}

/** Fields of a setting that are texts, or are not there. */
const TEXTS = /_(?:enriched|reasoning)$/;

/**
 * What the server wrote itself is in HER's form, whatever brackets it holds. What others perceive is made anew: HER's scripts leave
 * a thought in it that lacks its end tag.
 */
function turnOf(found: FoundTurn & { origin_id: number[] }): DialogueTurn {
  const { character, message, standard_format, enhanced_speech, sys_thinking, ...rest } = found;
  const { enhanced_standard_format: written, ...more } = rest;
  const enhanced = written || enhanced_speech;
  const isOurs = typeof more.x_server === 'object' && more.x_server !== null;
  const read = (text: string) => (isOurs ? herSpansOf(text) : spansOf(text, character));
  const source = standard_format || enhanced;
  const said = () => turnForms(character, spansOf(message, character));
  const forms = source ? turnForms(character, read(source)) : said();
  const plan = stripTags(sys_thinking || (forms.sys_thinking ?? ''));
  const isTagged = !isOurs && stripTags(message) !== message.trim();
  return {
    ...more,
    character,
    message: isTagged ? said().message : message || forms.message,
    standard_format: forms.standard_format,
    without_think: forms.without_think,
    ...(enhanced && { enhanced_standard_format: turnForms(character, read(enhanced)).standard_format }),
    ...(plan && { sys_thinking: plan }),
  } as DialogueTurn;
}
