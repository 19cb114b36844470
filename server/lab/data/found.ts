import { z } from 'zod';
import { SampleMessage } from '../../../schemas/lab/her-record.ts';

const Words = z.union([z.string(), z.number().transform(String)]).default('');
const Index = z.coerce.number().int().catch(0);
const Id = z.coerce.number().int().min(0);
const Ids = z
  .union([z.array(Id), Id.transform((id) => [id])])
  .optional()
  .catch(undefined);

/** A character of a plot or a conversation. Older files call the experience `summary`, and the motivation `thought`. */
const FoundCharacter = z
  .looseObject({
    name: z.string().min(1),
    description: Words,
    experience: Words,
    summary: Words,
    motivation: Words,
    thought: Words,
  })
  .transform(({ experience, summary, motivation, thought, ...rest }) => ({
    ...rest,
    experience: experience || summary,
    motivation: motivation || thought,
  }));
export type FoundCharacter = z.infer<typeof FoundCharacter>;

const Characters = z.array(FoundCharacter).default([]);

/** A turn, of whichever of HER's or CoSER's scripts. */
export const FoundTurn = z.looseObject({
  character: z.string().min(1),
  message: Words,
  origin_id: Ids,
  standard_format: Words,
  enhanced_standard_format: Words,
  enhanced_speech: Words,
  sys_thinking: Words,
});
export type FoundTurn = z.infer<typeof FoundTurn>;

export const FoundConversation = z.looseObject({
  scenario: Words,
  topic: Words,
  key_characters: Characters,
  i_c: Index,
  dialogues: z.array(FoundTurn).min(1, 'expected at least one turn'),
  speaking_characters_w_env: z.array(z.string()).optional(),
  major_characters: z.array(z.string()).optional(),
});
export type FoundConversation = z.infer<typeof FoundConversation>;

const PLOT = {
  text: Words,
  summary: Words,
  prominence: z.coerce.number().catch(0),
  key_characters: Characters,
  chapter: Words,
  state: Words,
  i_chunk: Index,
  i_p: Index,
};
export const FoundPlot = z.looseObject(PLOT);
export type FoundPlot = z.infer<typeof FoundPlot>;

/** A conversation on its own, for acting (CoSER's test files). */
export const FoundCircumstance = z.looseObject({
  ...FoundConversation.shape,
  book: Words,
  i_p: Index,
  plot: FoundPlot.optional(),
  character_profiles: z.record(z.string(), Words).optional(),
});
export type FoundCircumstance = z.infer<typeof FoundCircumstance>;

/** A book of CoSER; its conversations are read one by one, so that a damaged one costs no other. */
export const FoundBook = z.looseObject({
  plots: z.array(z.looseObject({ ...PLOT, conversation: z.array(z.unknown()).optional() })),
  character_datasets: z.record(z.string(), z.looseObject({ profile: Words })).optional(),
});
export type FoundBook = z.infer<typeof FoundBook>;

const FoundSetting = z.record(z.string(), z.unknown());

/** HER's full record, of whichever step. */
export const FoundRecord = z.looseObject({
  ...PLOT,
  conversation: z
    .array(FoundConversation)
    .length(1, 'expected one conversation; give each a record of its own'),
  character_datasets: z.record(z.string(), FoundSetting).optional(),
  training_samples: z
    .record(z.string(), z.array(SampleMessage.extend({ origin_id: Ids.transform((ids) => ids ?? null) })))
    .optional(),
  trace_id_book_chapter: Words,
  book_name: Words,
  plot_index: Index,
  conv_index: Index,
});
export type FoundRecord = z.infer<typeof FoundRecord>;
