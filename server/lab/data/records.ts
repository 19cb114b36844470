import type { CharacterSetting, DialogueTurn, HerRecord } from '../../../schemas/lab/her-record.ts';
import { herSpansOf, spansOf } from '../her-text.ts';
import type { FoundConversation, FoundPlot, FoundRecord, FoundTurn } from './found.ts';
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
    key_characters: plot.key_characters.map(({ name, description, experience }) => ({
      name,
      description,
      experience,
    })),
    conversation: [
      {
        scenario: found.scenario,
        topic: found.topic,
        key_characters: found.key_characters.map(({ name, motivation }) => ({ name, motivation })),
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

/** A record as HER's scripts wrote it, whichever step it is of: what is missing of its forms is made, what it has beyond is kept. */
export function recordFrom(found: FoundRecord): HerRecord {
  const [conversation] = found.conversation as [FoundConversation];
  const { dialogues } = conversation;
  const turns = dialogues.map((turn, index) => turnOf({ ...turn, origin_id: turn.origin_id ?? [index] }));
  const book = found.book_name || 'unknown';
  const { plot_index: plot, conv_index: conv } = found;
  return {
    ...found,
    key_characters: found.key_characters.map(withoutMotivation),
    conversation: [
      {
        ...conversation,
        key_characters: conversation.key_characters.map(({ name, motivation }) => ({ name, motivation })),
        speaking_characters_w_env: conversation.speaking_characters_w_env ?? speakersOf(turns),
        major_characters:
          conversation.major_characters ?? conversation.key_characters.map(({ name }) => name),
        dialogues: turns,
      },
    ],
    character_datasets: found.character_datasets
      ? Object.fromEntries(
          Object.entries(found.character_datasets).map(([name, setting]) => [
            name,
            completed(name, setting, book, conversation),
          ]),
        )
      : settingsOf(speakersOf(turns), conversation, { book, plot: found, profiles: {} }),
    training_samples: found.training_samples ?? {},
    trace_id_book_chapter: found.trace_id_book_chapter || `${book}_${found.chapter}_${plot}_${conv}`,
    book_name: book,
  } as HerRecord;
}

const withoutMotivation = ({ name, description, experience }: FoundPlot['key_characters'][number]) => ({
  name,
  description,
  experience,
});

function completed(
  name: string,
  found: Readonly<Record<string, unknown>>,
  book: string,
  { scenario, topic, key_characters }: FoundConversation,
): CharacterSetting {
  const text = (key: string, fallback = ''): string =>
    typeof found[key] === 'string' ? found[key] : fallback;
  const motive = key_characters.find((character) => character.name === name)?.motivation;
  const others = found.other_character_profiles;
  return {
    ...found,
    book_name: text('book_name', book),
    character: text('character', name),
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
  const forms = turnForms(character, source ? read(source) : spansOf(message, character));
  const plan = sys_thinking || forms.sys_thinking;
  return {
    ...more,
    character,
    message: message || forms.message,
    standard_format: forms.standard_format,
    without_think: forms.without_think,
    ...(enhanced && { enhanced_standard_format: turnForms(character, read(enhanced)).standard_format }),
    ...(plan && { sys_thinking: plan }),
  } as DialogueTurn;
}
