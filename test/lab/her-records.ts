export const turn = (character: string, message: string, more: object = {}) => ({
  character,
  message,
  ...more,
});
/** A character's setting, with the least that HER's scripts need. */
export const setting = (more: object = {}) => ({
  character_profile: 'p',
  other_character_profiles: {},
  ...more,
});

/** A record of HER's in which Ann and Bo speak, and Ann is played. */
export const recordOf = (dialogues: readonly object[], more: object = {}) => ({
  text: '',
  summary: '',
  prominence: 1,
  key_characters: [{ name: 'Ann', description: 'd', experience: 'e' }],
  chapter: '1',
  state: 'finished',
  i_chunk: 0,
  i_p: 0,
  conversation: [
    {
      scenario: 's',
      topic: 't',
      key_characters: [{ name: 'Ann', motivation: 'm' }],
      i_c: 0,
      dialogues,
    },
  ],
  character_datasets: { Ann: setting() },
  training_samples: {},
  trace_id_book_chapter: 'b_1_0_0',
  book_name: 'b',
  plot_index: 0,
  conv_index: 0,
  ...more,
});
export const TALK = [turn('Bo', 'Well?'), turn('Ann', 'Well.')];
