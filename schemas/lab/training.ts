import { z } from 'zod';

const Role = z.enum(['system', 'user', 'assistant']);
const Message = z.strictObject({ role: Role, content: z.string() });
/** Before a reply: ends with what is answered. */
const Prompt = z.array(Message).min(1);
/** Ends with the reply that is learned. */
const Talk = z.array(Message).min(2);
const Reply = z.strictObject({ role: z.literal('assistant'), content: z.string().min(1) });

const Second = z.string().nullable().describe('Null where there is one reply alone: what was recorded.');

/** Rows of HER's own training scripts, by the folder they lie in. */
export const HER_ROWS = {
  sft_multi_turn: z.strictObject({ trace_id: z.string(), messages: Talk }),
  sft_single_turn: z.strictObject({
    trace_id: z.string(),
    original_trace_id: z.string(),
    turn_index: z.int().min(0),
    history_turns: z.int().min(0),
    messages: Talk,
  }),
  reward_pairs: z.strictObject({
    trace_id: z.string(),
    data: z.string(),
    raw_record: z.strictObject({
      messages: Prompt,
      candidate_1: z.string(),
      candidate_2: z.string(),
      metadata: z.looseObject({ choice_indices: z.tuple([z.int(), z.int()]), source: z.string() }),
    }),
  }),
  rm_sft: z.strictObject({
    trace_id: z.string(),
    messages: Talk,
    metadata: z.strictObject({
      better_response: z.enum(['cand_1', 'cand_2', 'tie']),
      num_principles: z.int().min(0),
      source: z.string(),
    }),
  }),
  rm_rl: z.strictObject({
    data_source: z.literal('v3_tx_sft/tx_rl4rm'),
    prompt: Prompt,
    ability: z.literal('roleplay'),
    reward_model: z.strictObject({
      answer: z.enum(['cand_1', 'cand_2', 'tie']),
      problem: z.string(),
      solution: z.enum(['cand_1', 'cand_2', 'tie']),
      style: z.literal('rule'),
    }),
    extra_info: z.looseObject({}),
  }),
  policy_rl: z.strictObject({
    data_source: z.literal('roleplay_rl'),
    prompt: Prompt,
    reward_model: z.strictObject({ answer: z.string(), solution: z.string(), style: z.literal('rule') }),
    extra_info: z.strictObject({
      raw_record: z.strictObject({
        messages: Prompt,
        candidate_1: z.string(),
        candidate_2: Second,
        metadata: z.looseObject({ trace_id: z.string(), source: z.string() }),
      }),
      better_response: z.enum(['cand_1', 'cand_2']),
      candidates: z.strictObject({ cand_1: z.string(), cand_2: Second }),
      golden_type: z.literal('3'),
      index: z.int(),
    }),
  }),
} as const;

/** Rows in the form that each trainer reads, by its folder and the file's stem. */
export const LAYOUT_ROWS = {
  trl: {
    sft: z.strictObject({ trace_id: z.string(), prompt: Prompt, completion: z.array(Reply).length(1) }),
    dpo: z.strictObject({
      trace_id: z.string(),
      prompt: Prompt,
      chosen: z.array(Reply).length(1),
      rejected: z.array(Reply).length(1),
    }),
  },
  verl: {
    sft: z.strictObject({ messages: Talk }),
    rl: z.strictObject({
      data_source: z.string(),
      prompt: Prompt,
      ability: z.string(),
      reward_model: z.strictObject({ style: z.string(), ground_truth: z.string() }),
      extra_info: z.strictObject({ split: z.string(), index: z.int().min(0), trace_id: z.string() }),
    }),
  },
  llama_factory: {
    sft: z.strictObject({ messages: Talk }),
    dpo: z.strictObject({ messages: Prompt, chosen: Reply, rejected: Reply }),
  },
  ms_swift: {
    sft: z.strictObject({ messages: Talk }),
    dpo: z.strictObject({ messages: Talk, rejected_response: z.string().min(1) }),
  },
} as const;

export type LayoutName = keyof typeof LAYOUT_ROWS;
export const LAYOUTS = Object.keys(LAYOUT_ROWS) as LayoutName[];

/** `dataset_info.json` of LLaMA-Factory. */
export const LlamaFactoryInfo = z.record(
  z.string(),
  z.strictObject({
    file_name: z.string(),
    formatting: z.literal('sharegpt'),
    ranking: z.literal(true).optional(),
    columns: z.record(z.string(), z.string()),
    tags: z.record(z.string(), z.string()),
  }),
);
