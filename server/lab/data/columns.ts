import type { Column } from './parquet.ts';

const texts = (...names: string[]): Column[] => names.map((name) => ({ name, kind: 'text' }));
const messages = (name: string): Column => ({ name, kind: 'messages' });
const maybeText = (name: string): Column => ({ name, kind: 'text', isOptional: true });
const json = (...names: string[]): Column[] => names.map((name) => ({ name, kind: 'json' }));
const ints = (...names: string[]): Column[] => names.map((name) => ({ name, kind: 'int' }));
const struct = (name: string, ...fields: Column[]): Column => ({ name, kind: 'struct', fields });

const REWARD = ['data_source', 'ability'] as const;

/** The columns of each kind of row in Parquet. What has a character's name for a key is JSON text. */
export const COLUMNS = {
  her_full: [
    ...texts('trace_id_book_chapter', 'book_name', 'chapter', 'text', 'summary', 'state'),
    ...ints('plot_index', 'conv_index', 'i_chunk', 'i_p'),
    { name: 'prominence', kind: 'number' },
    ...json(
      'key_characters',
      'conversation',
      'character_datasets',
      'training_samples',
      'prompt_config',
      'x_server',
    ),
  ],
  sft_multi_turn: [...texts('trace_id'), messages('messages')],
  sft_single_turn: [
    ...texts('trace_id', 'original_trace_id'),
    ...ints('turn_index', 'history_turns'),
    messages('messages'),
  ],
  reward_pairs: [...texts('trace_id', 'data'), ...json('raw_record')],
  rm_sft: [
    ...texts('trace_id'),
    messages('messages'),
    struct('metadata', ...texts('better_response'), ...ints('num_principles'), ...texts('source')),
  ],
  rm_rl: [
    ...texts(...REWARD),
    messages('prompt'),
    struct('reward_model', ...texts('answer', 'problem', 'solution', 'style')),
    struct('extra_info', ...texts('trace_id', 'source', 'reason')),
  ],
  policy_rl: [
    ...texts('data_source'),
    messages('prompt'),
    struct('reward_model', ...texts('answer', 'solution', 'style')),
    struct(
      'extra_info',
      struct(
        'raw_record',
        messages('messages'),
        ...texts('candidate_1'),
        maybeText('candidate_2'),
        struct('metadata', ...texts('trace_id', 'source')),
      ),
      ...texts('better_response', 'golden_type'),
      struct('candidates', ...texts('cand_1'), maybeText('cand_2')),
      ...ints('index'),
    ),
  ],
  'trl/sft': [...texts('trace_id'), messages('prompt'), messages('completion')],
  'trl/dpo': [...texts('trace_id'), messages('prompt'), messages('chosen'), messages('rejected')],
  'verl/sft': [messages('messages')],
  'verl/rl': [
    ...texts(...REWARD),
    messages('prompt'),
    struct('reward_model', ...texts('style', 'ground_truth')),
    struct('extra_info', ...texts('split', 'trace_id'), ...ints('index')),
  ],
  'llama_factory/sft': [messages('messages')],
  'llama_factory/dpo': [
    messages('messages'),
    struct('chosen', ...texts('role', 'content')),
    struct('rejected', ...texts('role', 'content')),
  ],
  'ms_swift/sft': [messages('messages')],
  'ms_swift/dpo': [messages('messages'), ...texts('rejected_response')],
} satisfies Record<string, Column[]>;

export type Kind = keyof typeof COLUMNS;
