import { z } from 'zod';
import type { HerRecord } from '../../../schemas/lab/her-record.ts';
import { patternOf, toHer, viewFor } from '../../her/views.ts';
import type { LabModel } from '../calls/lab-model.ts';
import { herSpansOf } from '../her-text.ts';
import { othersOf, saidBefore, type Turn, turnsOf } from './conversation.ts';
import { entriesFor } from './entries.ts';
import { roleThinkingPrompt } from './prompts.ts';
import { addTally, noTally, type Tally } from './tally.ts';
import { type CheckedTurn, enhancedFaults, type Fault, mended } from './turn-checks.ts';

/** HER's limit of turns in one answer. */
const AT_ONCE = 30;
/** HER's data: never more often in a row. */
const MAX_RUN = 2;

const Entry = z
  .object({
    dialogue_index: z.coerce.number().int(),
    original: z.string(),
    enhanced_role_think: z.string(),
    enhanced_reason: z.string().default(''),
  })
  .transform(({ original, ...rest }) => ({ ...rest, opening: original, isMended: false }));
const Entries = z.union([
  z.array(Entry),
  z.object({ turns: z.array(Entry) }).transform(({ turns }) => turns),
]);

/** Stage 1: a record whose turns have enhanced forms where a model wrote good ones; the others have what they had, and an empty pattern. */
export async function withRoleThinking(
  record: HerRecord,
  model: LabModel,
): Promise<{ record: HerRecord; tally: Tally }> {
  const turns = turnsOf(record);
  const targets = turns.filter(({ isPlayed }) => isPlayed);
  const tally = noTally();
  const reasons = new Map<number, string>();
  const texts = new Map<number, string>();
  const settled = new Set<number>();
  const mendedIds = new Set<number>();
  for (let at = 0; at < targets.length; at += AT_ONCE) {
    const batch = targets.slice(at, at + AT_ONCE);
    const current = () => turns.map((turn) => withText(turn, texts.get(turn.id)));
    const { accepted, tally: more } = await entriesFor(
      model,
      {
        purpose: 'thoughts and actions',
        messages: roleThinkingPrompt(record, current(), batch),
        schema: Entries,
      },
      batch,
      (entry, turn) => {
        settled.add(turn.id);
        const text = mended(entry.enhanced_role_think, turn.name);
        entry.isMended = text !== entry.enhanced_role_think;
        entry.enhanced_role_think = text;
        const now = current();
        const faults = [
          ...enhancedFaults(checkedTurn(now, turn, text)),
          ...layoutFaults(now, withText(turn, text), settled),
        ];
        if (faults.length === 0) texts.set(turn.id, text);
        return faults;
      },
    );
    for (const [id, { enhanced_reason, isMended }] of accepted) {
      reasons.set(id, enhanced_reason);
      if (isMended) mendedIds.add(id);
    }
    addTally(tally, more);
  }
  // What was asked for again stands before what was found good already.
  const taken = () =>
    targets.find((turn) => {
      const text = texts.get(turn.id);
      const now = turns.map((each) => withText(each, texts.get(each.id)));
      return text !== undefined && enhancedFaults(checkedTurn(now, turn, text)).length > 0;
    });
  for (let turn = taken(); turn; turn = taken()) {
    texts.delete(turn.id);
    tally.accepted -= 1;
    if (mendedIds.has(turn.id)) tally.repaired -= 1;
    tally.fallback += 1;
  }
  const [conversation] = record.conversation as [HerRecord['conversation'][number]];
  const ids = new Set(targets.map(({ id }) => id));
  const dialogues = conversation.dialogues.map((turn) => {
    const text = texts.get(turn.origin_id[0]!);
    if (text === undefined) return ids.has(turn.origin_id[0]!) ? { ...turn, enhanced_pattern: '' } : turn;
    const spans = herSpansOf(text);
    return {
      ...turn,
      without_think: toHer(viewFor(spans, 'npc')),
      enhanced_standard_format: text,
      enhanced_reason: reasons.get(turn.origin_id[0]!) ?? '',
      enhanced_pattern: patternOf(spans),
    };
  });
  return { record: { ...record, conversation: [{ ...conversation, dialogues }] }, tally };
}

/** A turn as it is checked with what a model made of it, within the talk as it is now. */
export const checkedTurn = (now: readonly Turn[], turn: Turn, text: string): CheckedTurn => ({
  name: turn.name,
  others: othersOf(now, turn.name),
  history: saidBefore(now, turn),
  text,
  source: turn.text,
});

const withText = (turn: Turn, text: string | undefined): Turn =>
  text === undefined ? turn : { ...turn, text, spans: herSpansOf(text) };

/** Whether a turn is the third with its layout; turns behind it count once they are looked at. Who only speaks has no layout. */
function layoutFaults(turns: readonly Turn[], turn: Turn, settled: ReadonlySet<number>): Fault[] {
  const pattern = patternOf(turn.spans);
  if (!pattern.includes('->')) return [];
  const own = turns.filter(({ isCharacter }) => isCharacter);
  const at = own.findIndex(({ id }) => id === turn.id);
  const same = (index: number) => own[index] !== undefined && patternOf(own[index].spans) === pattern;
  let run = 1;
  for (let index = at - 1; same(index); index -= 1) run += 1;
  for (let index = at + 1; same(index) && settled.has(own[index]!.id); index += 1) run += 1;
  return run > MAX_RUN
    ? [{ check: 'turn.layout', problem: `${pattern} stands ${run} times in a row, at most ${MAX_RUN}` }]
    : [];
}
