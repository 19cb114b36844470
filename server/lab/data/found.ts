import { z } from 'zod';
import { SampleMessage } from '../../../schemas/lab/her-record.ts';
import { speakerOf } from './turn-forms.ts';

const Text = z.union([z.string(), z.number().transform(String)]);
/** What is said: anything but a text is a mistake. */
const Said = Text.default('');
/** What is told beside it: anything but a text is nothing, and costs no conversation. */
const Words = Text.catch('');
const Told = z.string().optional().catch(undefined);
const Index = z.coerce.number().int().catch(0);
const Id = z.coerce.number().int().min(0);
const Ids = z
  .union([z.array(Id).min(1), Id.transform((id) => [id])])
  .optional()
  .catch(undefined);

/** A list or a table of which what does not fit is left out. */
const fitting = <T>(schema: z.ZodType<T>) => ({
  list: z
    .array(z.unknown())
    .catch([])
    .transform((items) => items.flatMap((item) => fit(schema, item))),
  table: z
    .record(z.string(), z.unknown())
    .catch({})
    .transform((table) =>
      Object.fromEntries(
        Object.entries(table).flatMap(([name, item]) =>
          fit(schema, item).map((value): [string, T] => [name, value]),
        ),
      ),
    ),
});
const fit = <T>(schema: z.ZodType<T>, item: unknown): T[] => {
  const read = schema.safeParse(item);
  return read.success ? [read.data] : [];
};

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

const Characters = fitting(FoundCharacter).list;
const Speaker = z.string().min(1).transform(speakerOf);

/** A turn, of whichever of HER's or CoSER's scripts. */
export const FoundTurn = z.looseObject({
  character: Speaker,
  message: Said,
  origin_id: Ids,
  standard_format: Said,
  enhanced_standard_format: Words,
  enhanced_speech: Words,
  enhanced_reason: Told,
  enhanced_pattern: Told,
  sys_thinking: Words,
});
export type FoundTurn = z.infer<typeof FoundTurn>;

export const FoundConversation = z.looseObject({
  scenario: Words,
  topic: Words,
  key_characters: Characters,
  i_c: Index,
  dialogues: z.array(FoundTurn).min(1, 'expected at least one turn'),
  speaking_characters_w_env: z.array(Speaker).optional().catch(undefined),
  major_characters: z.array(z.string()).optional().catch(undefined),
  scenario_enriched: Told,
  scenario_enrichment_reasoning: Told,
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
/** Its conversations are read one by one, so that a damaged one costs no other. */
export const FoundPlot = z.looseObject({ ...PLOT, conversation: z.array(z.unknown()).optional() });
export type FoundPlot = z.infer<typeof FoundPlot>;

/** A conversation on its own, for acting (CoSER's test files; older ones have `i_p` in the plot alone). */
export const FoundCircumstance = z.looseObject({
  ...FoundConversation.shape,
  book: Words,
  i_p: z.coerce.number().int().optional().catch(undefined),
  plot: FoundPlot.optional(),
  character_profiles: fitting(Text).table,
});
export type FoundCircumstance = z.infer<typeof FoundCircumstance>;

/** A book of CoSER; its plots are read one by one, so that a damaged one costs no other. */
export const FoundBook = z.looseObject({
  plots: z.array(z.unknown()),
  character_datasets: fitting(z.looseObject({ profile: Words })).table,
});
export type FoundBook = z.infer<typeof FoundBook>;

const FoundSetting = z.record(z.string(), z.unknown());
const FoundMessage = SampleMessage.extend({
  origin_id: Ids.transform((ids) => ids ?? null),
  sys_thinking_revised: Told,
  sys_thinking_original: Told,
});

/** HER's full record, of whichever step; what of its samples cannot be read is left out, since they are made anew. */
export const FoundRecord = z.looseObject({
  ...PLOT,
  conversation: z
    .array(FoundConversation)
    .length(1, 'expected one conversation; give each a record of its own'),
  character_datasets: fitting(FoundSetting).table,
  training_samples: fitting(fitting(FoundMessage).list).table,
  trace_id_book_chapter: Words,
  book_name: Words,
  plot_index: Index,
  conv_index: Index,
});
export type FoundRecord = z.infer<typeof FoundRecord>;

/** A record of our own export, whose samples are taken as they are, so that each has to fit. */
export const OwnRecord = FoundRecord.extend({
  training_samples: z.record(z.string(), z.array(FoundMessage)),
});
