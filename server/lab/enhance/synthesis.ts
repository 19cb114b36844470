import type { HerRecord } from '../../../schemas/lab/her-record.ts';
import type { LabModel } from '../calls/lab-model.ts';
import { samplesOf } from '../data/record-samples.ts';
import { gateFaults } from './gate.ts';
import { withPlans } from './plans.ts';
import { withRoleThinking } from './role-thinking.ts';
import { withSettings } from './settings.ts';
import { noTally, type Tally } from './tally.ts';
import type { Fault } from './turn-checks.ts';

/** The stages that ask a model, by their names in reports. */
export type Tallies = Record<'thoughts' | 'drafts' | 'plans' | 'settings', Tally>;

export type Synthesis = {
  record: HerRecord;
  tallies: Tallies;
  /** Whether there was a text that settings could be completed from. */
  hasSource: boolean;
  additions: number;
  /** Anything: the record is not exported. */
  faults: Fault[];
};

/** Takes a cleaned record through the stages; without a model it only gets its samples. `lore`: what is known beyond the record's own text. */
export async function synthesised(
  cleaned: HerRecord,
  model: LabModel | undefined,
  lore: string,
): Promise<Synthesis> {
  const source = [cleaned.text, lore].filter((text) => text.trim() !== '').join('\n\n');
  const tallies = { thoughts: noTally(), drafts: noTally(), plans: noTally(), settings: noTally() };
  if (!model) {
    const record = withSamples(withoutDrafts(cleaned));
    const faults = gateFaults(record, { cleaned, additions: [], source });
    return { record, tallies, hasSource: source !== '', additions: 0, faults };
  }
  const thoughts = await withRoleThinking(cleaned, model);
  const plans = await withPlans(thoughts.record, model);
  const settings = await withSettings(plans.record, model, source);
  const record = withSamples(settings.record);
  return {
    record,
    tallies: {
      thoughts: thoughts.tally,
      drafts: plans.drafts,
      plans: plans.tally,
      settings: settings.tally,
    },
    hasSource: source !== '',
    additions: settings.additions.length,
    faults: gateFaults(record, { cleaned, additions: settings.additions, source }),
  };
}

const withSamples = (record: HerRecord): HerRecord => ({ ...record, training_samples: samplesOf(record) });

/** A plan that nobody rewrote need not lead to its turn. */
const withoutDrafts = (record: HerRecord): HerRecord => {
  const [conversation] = record.conversation as [HerRecord['conversation'][number]];
  const dialogues = conversation.dialogues.map(({ sys_thinking: _, ...turn }) => turn);
  return { ...record, conversation: [{ ...conversation, dialogues }] };
};
