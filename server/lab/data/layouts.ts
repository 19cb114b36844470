import type { z } from 'zod';
import type { LAYOUT_ROWS, LayoutName, LlamaFactoryInfo } from '../../../schemas/lab/training.ts';
import type { ChatMessage } from '../../../schemas/scene.ts';
import type { Format } from './output.ts';
import type { Pair } from './pairs.ts';
import type { MultiTurn, Target } from './samples.ts';
import { SPLITS, type Split } from './split.ts';

type Rows<L extends LayoutName> = (typeof LAYOUT_ROWS)[L];
type Row<L extends LayoutName, F extends keyof Rows<L>> = z.infer<Rows<L>[F] & z.ZodType>;

const reply = (content: string) => ({ role: 'assistant' as const, content });
const lastOf = ({ messages }: MultiTurn): string => messages.at(-1)!.content;

export const trlSft = (row: MultiTurn): Row<'trl', 'sft'> => ({
  trace_id: row.trace_id,
  prompt: row.messages.slice(0, -1),
  completion: [reply(lastOf(row))],
});
export const trlDpo = ({ id, messages, chosen, rejected }: Pair): Row<'trl', 'dpo'> => ({
  trace_id: id,
  prompt: messages,
  chosen: [reply(chosen.whole)],
  rejected: [reply(rejected.whole)],
});
export const messagesOnly = ({ messages }: MultiTurn): { messages: ChatMessage[] } => ({ messages });
export const llamaDpo = ({ messages, chosen, rejected }: Pair): Row<'llama_factory', 'dpo'> => ({
  messages,
  chosen: reply(chosen.whole),
  rejected: reply(rejected.whole),
});
export const swiftDpo = ({ messages, chosen, rejected }: Pair): Row<'ms_swift', 'dpo'> => ({
  messages: [...messages, reply(chosen.whole)],
  rejected_response: rejected.whole,
});
export const verlRl = (target: Target, split: Split, index: number): Row<'verl', 'rl'> => ({
  data_source: 'soliloquy/roleplay',
  prompt: target.history,
  ability: 'roleplay',
  reward_model: { style: 'rule', ground_truth: target.message.content },
  extra_info: { split, index, trace_id: `${target.traceId}_turn_${target.index}` },
});

const TAGS = {
  role_tag: 'role',
  content_tag: 'content',
  user_tag: 'user',
  assistant_tag: 'assistant',
  system_tag: 'system',
};

export const llamaFactoryInfo = (): z.infer<typeof LlamaFactoryInfo> =>
  Object.fromEntries(
    SPLITS.flatMap((split) => [
      [
        `soliloquy_sft_${split}`,
        {
          file_name: `sft/${split}.jsonl`,
          formatting: 'sharegpt' as const,
          columns: { messages: 'messages' },
          tags: TAGS,
        },
      ],
      [
        `soliloquy_dpo_${split}`,
        {
          file_name: `dpo/${split}.jsonl`,
          formatting: 'sharegpt' as const,
          ranking: true as const,
          columns: { messages: 'messages', chosen: 'chosen', rejected: 'rejected' },
          tags: TAGS,
        },
      ],
    ]),
  );

/** What the command of a layout names by its ending; the others read whichever form there is. */
export const FORMATS_OF: Partial<Record<LayoutName, Format>> = {
  verl: 'parquet',
  llama_factory: 'jsonl',
  ms_swift: 'jsonl',
};

const NOT_RUN =
  'Not run here: the form follows the documentation, the command is to be fitted to your machine.';

/** The README of each layout: what its files are and the command that reads them. */
export const LAYOUT_READMES: Record<LayoutName, string> = {
  trl: `# For TRL

\`sft/\` is prompt and completion, both conversational, so that loss belongs to the last reply alone. \`dpo/\` is preferences.

${NOT_RUN}

\`\`\`sh
trl sft --model_name_or_path Qwen/Qwen3-32B --dataset_name ./sft --dataset_train_split train --output_dir out-sft
trl dpo --model_name_or_path out-sft --dataset_name ./dpo --dataset_train_split train --output_dir out-dpo
\`\`\`
`,
  verl: `# For verl

\`sft/\` has whole talks in \`messages\`. \`rl/\` has prompts; the recorded reply is \`reward_model.ground_truth\`, and the reward is yours to
compute: \`custom_reward_function\` gets \`data_source\`, the reply, \`ground_truth\` and \`extra_info\`.

${NOT_RUN}

\`\`\`sh
torchrun --standalone --nproc_per_node=8 -m verl.trainer.fsdp_sft_trainer \\
  data.train_files=sft/train.parquet data.val_files=sft/validation.parquet \\
  data.multiturn.enable=true data.multiturn.messages_key=messages model.partial_pretrain=Qwen/Qwen3-32B
python3 -m verl.trainer.main_ppo algorithm.adv_estimator=grpo \\
  data.train_files=rl/train.parquet data.val_files=rl/validation.parquet data.prompt_key=prompt \\
  actor_rollout_ref.model.path=out-sft custom_reward_function.path=reward.py
\`\`\`
`,
  llama_factory: `# For LLaMA-Factory

\`dataset_info.json\` names the files; \`mask_history\` keeps loss to the last reply.

${NOT_RUN}

\`\`\`sh
llamafactory-cli train --stage sft --do_train true --model_name_or_path Qwen/Qwen3-32B --template qwen3 \\
  --dataset_dir . --dataset soliloquy_sft_train --eval_dataset soliloquy_sft_validation --mask_history true --output_dir out-sft
llamafactory-cli train --stage dpo --do_train true --model_name_or_path out-sft --template qwen3 \\
  --dataset_dir . --dataset soliloquy_dpo_train --output_dir out-dpo
\`\`\`
`,
  ms_swift: `# For ms-swift

\`sft/\` has whole talks, \`dpo/\` the better reply last in \`messages\` and the other in \`rejected_response\`.

${NOT_RUN}

\`\`\`sh
swift sft --model Qwen/Qwen3-32B --dataset sft/train.jsonl --val_dataset sft/validation.jsonl --loss_scale last_round
swift rlhf --rlhf_type dpo --model out-sft --dataset dpo/train.jsonl --val_dataset dpo/validation.jsonl
\`\`\`
`,
};
