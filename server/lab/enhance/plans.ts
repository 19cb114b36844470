import { z } from 'zod';
import type { HerRecord, SampleMessage } from '../../../schemas/lab/her-record.ts';
import { stripTags } from '../../her/tag-stream.ts';
import type { LabModel } from '../calls/lab-model.ts';
import { samplesOf } from '../data/record-samples.ts';
import { allOf } from './all-of.ts';
import { charactersOf, othersOf, type Turn, turnsOf } from './conversation.ts';
import { entriesFor } from './entries.ts';
import { type DraftKind, kindOf, lengthsOf, planFaults } from './plan-checks.ts';
import { forwardRequirement, type PlanTarget, planPrompt } from './prompts.ts';
import { addTally, noTally, type Tally } from './tally.ts';

/** HER's limit of turns in one answer. */
const AT_ONCE = 30;
const FORWARD = { temperature: 0.7, maxTokens: 4096 } as const;

const Entry = z
  .object({
    dialogue_index: z.coerce.number().int(),
    reply_opening: z.string(),
    type: z.string().transform((type) => /\b[ABC]\b/.exec(type.toUpperCase())?.[0] ?? ''),
    revised_sys_thinking: z.string(),
    revision_notes: z.string().default(''),
  })
  .transform(({ reply_opening, ...rest }) => ({ ...rest, opening: reply_opening, isMended: false }));
const Entries = z.union([
  z.array(Entry),
  z.object({ turns: z.array(Entry) }).transform(({ turns }) => turns),
]);

/** What a plan was made of; stands with its turn. */
export type PlanMade = { type: DraftKind; draft_chars: number };

/**
 * Stages 2a and 2b: a record whose turns have plans that lead to them. A draft is the thinking that a reasoning model writes of its own accord
 * before it plays the turn, or the plan that was there; then drafts are rewritten towards the known replies. Turns without a good plan have none.
 */
export async function withPlans(
  record: HerRecord,
  model: LabModel,
): Promise<{ record: HerRecord; drafts: Tally; tally: Tally }> {
  const turns = turnsOf(record);
  const drafts = await draftsOf(record, turns, model);
  const plans = new Map<number, { plan: string; made: PlanMade }>();
  const tally = noTally();
  await allOf(
    charactersOf(turns).map(async (name) => {
      const others = othersOf(turns, name);
      const spans = new Map(turns.map((turn) => [turn.id, turn.spans]));
      const targets = turns
        .filter((turn) => turn.name === name)
        .map(({ id, text }): PlanTarget => {
          const draft = drafts.found.get(id) ?? '';
          const kind = kindOf(draft, name, others);
          return { id, text, draft: kind === 'C' ? '' : draft, kind, lengths: lengthsOf(kind, draft.length) };
        });
      for (let at = 0; at < targets.length; at += AT_ONCE) {
        const batch = targets.slice(at, at + AT_ONCE);
        const { accepted, tally: more } = await entriesFor(
          model,
          {
            purpose: 'plans, backward',
            messages: planPrompt(name, record.character_datasets[name]!, turns, batch),
            schema: Entries,
          },
          batch,
          (entry, { id, kind, lengths }) => [
            ...(entry.type === kind
              ? []
              : [
                  { check: 'plan.type', problem: `its type is ${entry.type || 'missing'}, expected ${kind}` },
                ]),
            ...planFaults(entry.revised_sys_thinking, {
              name,
              others,
              reply: spans.get(id)!,
              lengths,
              turns,
            }),
          ],
        );
        for (const [id, { revised_sys_thinking: plan }] of accepted) {
          const { kind, draft } = batch.find((target) => target.id === id)!;
          plans.set(id, { plan, made: { type: kind, draft_chars: draft.length } });
        }
        addTally(tally, more);
      }
    }),
  );
  const [conversation] = record.conversation as [HerRecord['conversation'][number]];
  const dialogues = conversation.dialogues.map(({ sys_thinking: _, ...turn }) => {
    const found = plans.get(turn.origin_id[0]!);
    if (!found) return turn;
    return { ...turn, sys_thinking: found.plan, x_server: { ...turn.x_server, plan: found.made } };
  });
  return {
    record: { ...record, conversation: [{ ...conversation, dialogues }] },
    drafts: drafts.tally,
    tally,
  };
}

async function draftsOf(record: HerRecord, turns: readonly Turn[], model: LabModel) {
  const found = new Map<number, string>();
  const tally = noTally();
  const samples = samplesOf(record);
  for (const { origin_id, sys_thinking } of record.conversation[0]!.dialogues)
    if (sys_thinking) found.set(origin_id[0]!, sys_thinking);
  const missing = turns.filter(({ id, isPlayed }) => isPlayed && !found.has(id));
  await allOf(
    missing.map(async ({ id, name }) => {
      const [system, ...talk] = messagesBefore(samples[name]!, id).map(({ role, content }) => ({
        role,
        content,
      }));
      const { text, reasoning } = await model.complete({
        purpose: 'plans, forward',
        messages: [{ role: 'system', content: forwardPrompt(system!.content, name) }, ...talk],
        ...FORWARD,
      });
      const draft = draftIn(text, reasoning);
      tally.items += 1;
      if (draft === '') tally.fallback += 1;
      else {
        tally.accepted += 1;
        found.set(id, draft);
      }
    }),
  );
  return { found, tally };
}

/** The talk up to a turn of its own, as a character is asked for it. */
const messagesBefore = (messages: readonly SampleMessage[], id: number): SampleMessage[] =>
  messages.slice(
    0,
    messages.findIndex(({ role, origin_id }) => role === 'assistant' && origin_id?.[0] === id),
  );

/** No plan is asked for: what is wanted is the thinking that comes by itself. */
const forwardPrompt = (system: string, name: string): string =>
  `${system.replace(/===Requirements===[\s\S]*$/, '')}===Requirements===\n${forwardRequirement(name)}`;

/** What a model thought before its reply: by its server's account, else in the tags that models think in. */
export function draftIn(text: string, reasoning: string): string {
  const thought =
    reasoning.trim() ||
    /^([\s\S]*?)<\/(?:system_thinking|thinking|thinker|think|thought)>/i.exec(text)?.[1] ||
    '';
  return stripTags(thought.replace(/^\s*<\w+>/, ''));
}
