import { z } from 'zod';
import type { HerRecord } from '../../../schemas/lab/her-record.ts';
import type { LabModel } from '../calls/lab-model.ts';
import { jsonFitting } from '../json-answer.ts';
import { turnsOf } from './conversation.ts';
import { wholeItems } from './entries.ts';
import { settingPrompt } from './prompts.ts';
import { type Addition, additionFaults, FIELDS, reasonOf } from './setting-checks.ts';
import { addFault, noTally, type Tally } from './tally.ts';

/** HER's own. */
const SAMPLING = { temperature: 0.7, maxTokens: 8192 } as const;

const Text = z.string().default('');
const Found = z.object({
  additions: z.array(
    z.object({
      character: Text,
      field: Text,
      dialogue_shows: Text,
      setting_missing: Text,
      text_source: Text,
      added: Text,
    }),
  ),
});

/**
 * Stage 3: a record whose settings explain what its characters do, by what stands in `source`. Additions without a true quote are left out; where
 * there is no source, nothing is asked.
 */
export async function withSettings(
  record: HerRecord,
  model: LabModel,
  source: string,
): Promise<{ record: HerRecord; additions: Addition[]; tally: Tally }> {
  const tally = noTally();
  if (source.trim() === '') return { record, additions: [], tally };
  const turns = turnsOf(record);
  const messages = settingPrompt(record, turns, source);
  const additions: Addition[] = [];
  for (let attempt = 0; attempt < 2; attempt += 1) {
    if (attempt > 0) tally.again += 1;
    const answer = await model.complete({ purpose: 'settings', messages, sample: attempt, ...SAMPLING });
    const read = jsonFitting(answer.text, Found);
    if ('problem' in read) {
      addFault(tally, 'answer.json');
      continue;
    }
    const known = {
      source,
      turns,
      settings: record.character_datasets,
      scenario: record.conversation[0]!.scenario,
    };
    for (const addition of wholeItems(read.value.additions, { answer: answer.text, ...read })) {
      tally.items += 1;
      const faults = additionFaults(addition, known, additions);
      for (const { check } of faults) addFault(tally, check);
      if (faults.length > 0) tally.fallback += 1;
      else {
        additions.push(addition);
        tally.accepted += 1;
        if (read.isRepaired) tally.repaired += 1;
      }
    }
    break;
  }
  return { record: enriched(record, additions), additions, tally };
}

/** A record with additions behind what stood there; the fields themselves stay as they were. */
export function enriched(record: HerRecord, additions: readonly Addition[]): HerRecord {
  if (additions.length === 0) return record;
  const [conversation] = record.conversation as [HerRecord['conversation'][number]];
  const shared = additions.filter(({ field }) => field === 'scenario');
  const settings = Object.entries(record.character_datasets).map(([name, setting]) => {
    const own = additions.filter(({ character, field }) => character === name && field !== 'scenario');
    const fields = FIELDS.flatMap((field) => {
      const added = own
        .filter((addition) => addition.field === field)
        .map((addition) => addition.added.trim());
      return added.length > 0
        ? [[`${field}_enriched`, [setting[field], ...added].filter(Boolean).join('\n')]]
        : [];
    });
    const reasoning = own.map((addition) => `${addition.field}\n${reasonOf(addition)}`).join('\n\n');
    return [
      name,
      {
        ...setting,
        ...Object.fromEntries(fields),
        ...(reasoning !== '' && { setting_enrichment_reasoning: reasoning }),
      },
    ] as const;
  });
  return {
    ...record,
    character_datasets: Object.fromEntries(settings),
    conversation: [
      {
        ...conversation,
        ...(shared.length > 0 && {
          scenario_enriched: [conversation.scenario, ...shared.map(({ added }) => added.trim())]
            .filter(Boolean)
            .join('\n'),
          scenario_enrichment_reasoning: shared.map(reasonOf).join('\n\n'),
        }),
      },
    ],
  };
}
