import { isDeepStrictEqual } from 'node:util';
import { HerRecord } from '../../../schemas/lab/her-record.ts';
import { problemsOf } from '../../../schemas/problems.ts';
import { patternOf, toHer, viewFor } from '../../her/views.ts';
import { samplesOf } from '../data/record-samples.ts';
import { othersOf, saidBefore, turnsOf } from './conversation.ts';
import { lengthsOf, planFaults } from './plan-checks.ts';
import type { PlanMade } from './plans.ts';
import { checkedTurn } from './role-thinking.ts';
import { type Addition, additionFaults } from './setting-checks.ts';
import { enriched } from './settings.ts';
import { enhancedFaults, type Fault, sourceFaults } from './turn-checks.ts';

/** What a record is checked against before it is exported. */
export type Basis = {
  /** As stage 0 left it. */
  cleaned: HerRecord;
  /** What was added to its settings, and the text that it is quoted from. */
  additions: readonly Addition[];
  source: string;
};

/** The last look at a record: everything that was checked when it was made, and that nothing moved since. Pure. */
export function gateFaults(record: HerRecord, basis: Basis): Fault[] {
  const form = HerRecord.safeParse(record);
  if (!form.success) return [{ check: 'gate.form', problem: problemsOf(form.error) }];
  const moved = movedFaults(record, basis.cleaned);
  if (moved.length > 0) return moved;
  return [...turnsFaults(record, basis.cleaned), ...settingsFaults(record, basis), ...samplesFaults(record)];
}

/** The same turns, in their order, by id, speaker and original words. */
function movedFaults(record: HerRecord, cleaned: HerRecord): Fault[] {
  const keys = (one: HerRecord) =>
    one.conversation[0]!.dialogues.map(({ origin_id, character, message, standard_format, x_server }) => [
      origin_id,
      character,
      message,
      standard_format,
      x_server?.turn,
    ]);
  return isDeepStrictEqual(keys(record), keys(cleaned))
    ? []
    : [{ check: 'gate.turns', problem: 'its turns are not those that came in' }];
}

function turnsFaults(record: HerRecord, cleaned: HerRecord): Fault[] {
  const now = turnsOf(record);
  const before = turnsOf(cleaned);
  return record.conversation[0]!.dialogues.flatMap((dialogue) => {
    const turn = now.find(({ id }) => id === dialogue.origin_id[0])!;
    if (!turn.isCharacter) return [];
    const { enhanced_standard_format, enhanced_pattern, sys_thinking, without_think, x_server } = dialogue;
    const source = before.find(({ id }) => id === turn.id)!;
    const others = othersOf(now, turn.name);
    const faults =
      enhanced_standard_format === undefined
        ? sourceFaults({ name: turn.name, others, history: saidBefore(now, turn), text: turn.text })
        : enhancedFaults(checkedTurn(now, source, turn.text));
    if (enhanced_standard_format !== undefined && enhanced_pattern !== patternOf(turn.spans))
      faults.push({
        check: 'gate.pattern',
        problem: `turn ${turn.id} is not laid out as ${enhanced_pattern}`,
      });
    if (without_think !== toHer(viewFor(turn.spans, 'npc')))
      faults.push({
        check: 'gate.view',
        problem: `what others perceive of turn ${turn.id} is not what it shows`,
      });
    if (sys_thinking === undefined) return faults;
    const { type, draft_chars } = x_server!.plan as PlanMade;
    return [
      ...faults,
      ...planFaults(sys_thinking, {
        name: turn.name,
        others,
        reply: turn.spans,
        lengths: lengthsOf(type, draft_chars),
        turns: now,
      }),
    ];
  });
}

function settingsFaults(record: HerRecord, { cleaned, additions, source }: Basis): Fault[] {
  const turns = turnsOf(record);
  const { scenario } = cleaned.conversation[0]!;
  const faults = additions.flatMap((addition, index) =>
    additionFaults(
      addition,
      { source, turns, settings: cleaned.character_datasets, scenario },
      additions.slice(0, index),
    ),
  );
  const expected = enriched(cleaned, additions);
  const [had, has] = [expected, record].map(({ character_datasets, conversation: [conversation] }) => [
    character_datasets,
    conversation!.scenario,
    conversation!.scenario_enriched,
    conversation!.scenario_enrichment_reasoning,
  ]);
  if (!isDeepStrictEqual(had, has))
    faults.push({ check: 'gate.settings', problem: 'its settings are not what came in and what was added' });
  return faults;
}

function samplesFaults(record: HerRecord): Fault[] {
  if (!isDeepStrictEqual(record.training_samples, samplesOf(record)))
    return [{ check: 'gate.samples', problem: 'its samples are not those of its turns' }];
  const leaking = Object.values(record.training_samples)
    .flat()
    .find(
      ({ role, content }) =>
        role !== 'system' &&
        (/<system_thinking/i.test(content) || (role === 'user' && /<role_thinking/i.test(content))),
    );
  return leaking
    ? [{ check: 'gate.leak', problem: `a sample shows what is hidden: ${leaking.content.slice(0, 80)}` }]
    : [];
}
