import { z } from 'zod';

/** One turn of a conversation, in all forms that HER's scripts read. `origin_id`: indices of the source's turns that it was merged of. */
export const DialogueTurn = z.looseObject({
  character: z.string().min(1).describe('Who speaks, or Environment.'),
  message: z.string().describe('In brackets: [thought] (action) speech.'),
  origin_id: z.array(z.int().min(0)).min(1),
  standard_format: z.string().describe("In HER's tags, without name and plan."),
  without_think: z.string().describe('What the others perceive of it.'),
  enhanced_standard_format: z.string().optional(),
  enhanced_reason: z.string().optional(),
  enhanced_pattern: z.string().optional().describe('The order of its elements, such as think->act->speech.'),
  sys_thinking: z.string().optional().describe('The plan that led to this turn.'),
  x_server: z
    .record(z.string(), z.unknown())
    .optional()
    .describe('What the server knows of it: ids, model, timings.'),
});
export type DialogueTurn = z.infer<typeof DialogueTurn>;

/** A character as it was at the first turn: all describes the state before it. */
export const CharacterSetting = z.looseObject({
  book_name: z.string(),
  character: z.string(),
  character_profile: z.string(),
  background: z.string(),
  scenario: z.string(),
  topic: z.string(),
  motivation: z.string(),
  experience: z.string(),
  description: z.string(),
  other_character_profiles: z.record(z.string(), z.string()),
  output_format: z.string(),
  character_profile_enriched: z.string().optional(),
  background_enriched: z.string().optional(),
  motivation_enriched: z.string().optional(),
  description_enriched: z.string().optional(),
  experience_enriched: z.string().optional(),
  setting_enrichment_reasoning: z.string().optional(),
});
export type CharacterSetting = z.infer<typeof CharacterSetting>;

/** A message of a training sample; the plan stands apart from what was said. */
export const SampleMessage = z.looseObject({
  role: z.enum(['system', 'user', 'assistant']),
  content: z.string(),
  origin_id: z.array(z.int().min(0)).nullable(),
  sys_thinking_revised: z.string().optional(),
  sys_thinking_original: z.string().optional(),
});
export type SampleMessage = z.infer<typeof SampleMessage>;

export const Conversation = z.looseObject({
  scenario: z.string(),
  topic: z.string(),
  key_characters: z.array(z.looseObject({ name: z.string(), motivation: z.string() })),
  i_c: z.int32(),
  speaking_characters_w_env: z.array(z.string()),
  major_characters: z.array(z.string()),
  scenario_enriched: z.string().optional(),
  scenario_enrichment_reasoning: z.string().optional(),
  dialogues: z.array(DialogueTurn),
});
export type Conversation = z.infer<typeof Conversation>;

/** One conversation as HER's scripts read and write it (arXiv 2601.21459); `x_server` is ours, other keys are kept. */
export const HerRecord = z.looseObject({
  text: z.string(),
  summary: z.string(),
  prominence: z.number(),
  key_characters: z.array(
    z.looseObject({ name: z.string(), description: z.string(), experience: z.string() }),
  ),
  chapter: z.string(),
  state: z.string(),
  i_chunk: z.int32(),
  i_p: z.int32(),
  conversation: z.array(Conversation).length(1),
  character_datasets: z.record(z.string(), CharacterSetting),
  training_samples: z.record(z.string(), z.array(SampleMessage)),
  trace_id_book_chapter: z.string().min(1),
  book_name: z.string(),
  plot_index: z.int32(),
  conv_index: z.int32(),
  prompt_config: z.looseObject({ version: z.string().optional() }).optional(),
  x_server: z.record(z.string(), z.unknown()).optional(),
});
export type HerRecord = z.infer<typeof HerRecord>;
