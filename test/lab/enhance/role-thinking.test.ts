import { expect, test } from 'vitest';
import { type Cleaned, cleaned } from '../../../server/lab/enhance/clean.ts';
import { recordOfScript } from '../../../server/lab/enhance/readers/script.ts';
import { withRoleThinking } from '../../../server/lab/enhance/role-thinking.ts';
import { answering } from './answering.ts';

test('what is taken back is not counted as mended', async () => {
  const lamp = 'the lamp must burn for the boats until dawn';
  const said = {
    Ash: `The lamp must burn for the boats until dawn, and nobody in this house goes to bed before that.`,
    Mara: `So ${lamp}.`,
  };
  const turns = Object.entries(said).map(([speaker, text]) => ({
    speaker,
    spans: [{ span: 0, layer: 'speech' as const, text }],
  }));
  const { record } = cleaned(recordOfScript({ book: 'b', scene: 's', index: 0, take: 0, turns })) as Cleaned;
  const entry = (dialogue_index: number, original: string, enhanced_role_think: string) => ({
    dialogue_index,
    original,
    enhanced_role_think,
  });
  // She thinks and says what he has said, until he only thinks it.
  const model = answering(
    JSON.stringify([entry(1, said.Mara, `<role_thinking>Again, ${lamp}.</role_thinking>${said.Mara}`)]),
    JSON.stringify([
      entry(
        0,
        said.Ash,
        `<role_thinking>${lamp}</role_thinking>And nobody in this house goes to bed before that.`,
      ),
    ]),
  );

  const made = await withRoleThinking(record, model);

  expect(made.record.conversation[0]!.dialogues.map((turn) => turn.enhanced_pattern)).toEqual([
    'think->speech',
    '',
  ]);
  expect(made.tally).toMatchObject({ items: 2, accepted: 1, repaired: 0, fallback: 1 });
});
