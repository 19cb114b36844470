import { expect, test } from 'vitest';
import type { HerRecord } from '../../../schemas/lab/her-record.ts';
import { type Cleaned, cleaned } from '../../../server/lab/enhance/clean.ts';
import { gateFaults } from '../../../server/lab/enhance/gate.ts';
import { scriptsInCsv } from '../../../server/lab/enhance/readers/csv.ts';
import { recordOfScript } from '../../../server/lab/enhance/readers/script.ts';
import { synthesised } from '../../../server/lab/enhance/synthesis.ts';

const SCRIPT = `scene,speaker,text
mill,Orla,Is anybody there at this hour?
mill,Tamsin,[not her] (steps in) Only me.
mill,Orla,Then close the door behind you.
`;

/** A record that may be exported, and what it was made of. */
async function sound(): Promise<{ record: HerRecord; base: HerRecord }> {
  const [script] = scriptsInCsv(SCRIPT, 'mill.csv', 'mill');
  const { record: base } = cleaned(recordOfScript(script!)) as Cleaned;
  const { record, faults } = await synthesised(base, undefined, '');
  expect(faults).toEqual([]);
  return { record: structuredClone(record), base };
}

const turns = (record: HerRecord) => record.conversation[0]!.dialogues;

test.each<[string, (record: HerRecord) => void, string]>([
  ['turns in another order', (record) => void turns(record).reverse(), 'gate.turns'],
  ['a turn that is missing', (record) => void turns(record).pop(), 'gate.turns'],
  [
    'words that are not those of the source',
    (record) => void Object.assign(turns(record)[0]!, { message: 'Hm.' }),
    'gate.turns',
  ],
  ['a field that is missing', (record) => void Reflect.deleteProperty(record, 'book_name'), 'gate.form'],
  [
    'an enhanced turn with a broken tag',
    (record) =>
      void Object.assign(turns(record)[0]!, {
        enhanced_standard_format: '<role_thinking>I wait Is anybody there at this hour?',
        enhanced_pattern: 'think',
      }),
    'format.unclosed',
  ],
  [
    'a layout that is not the turn’s',
    (record) =>
      void Object.assign(turns(record)[0]!, {
        enhanced_standard_format: 'Is anybody there at this hour?',
        enhanced_pattern: 'think->speech',
      }),
    'gate.pattern',
  ],
  [
    'a thought that others perceive',
    (record) => void Object.assign(turns(record)[1]!, { without_think: turns(record)[1]!.standard_format }),
    'gate.view',
  ],
  [
    'a plan that tells of the user',
    (record) =>
      void Object.assign(turns(record)[0]!, {
        sys_thinking: 'Orla asks the user.',
        x_server: { turn: 't0', plan: { type: 'C', draft_chars: 0 } },
      }),
    'person.plan-user',
  ],
  [
    'a setting that nothing bears out',
    (record) => void Object.assign(record.character_datasets.Orla!, { background_enriched: 'A widow.' }),
    'gate.settings',
  ],
  [
    'a sample of other turns',
    (record) => void Object.assign(record.training_samples.Orla![1]!, { content: 'Hm.' }),
    'gate.samples',
  ],
])('nothing is exported with %s', async (_, spoil, expected) => {
  const { record, base } = await sound();

  spoil(record);

  const faults = gateFaults(record, { cleaned: base, additions: [], source: '' }).map(({ check }) => check);
  expect(faults).toContain(expected);
});

test('a quote that does not stand in the source stops a record at the end, too', async () => {
  const { record, base } = await sound();
  const addition = {
    character: 'Orla',
    field: 'background',
    dialogue_shows: '',
    setting_missing: '',
    text_source: 'Orla had been a widow for years.',
    added: 'A widow.',
  };

  const at = (source: string) =>
    gateFaults(record, { cleaned: base, additions: [addition], source }).map(({ check }) => check);

  expect(at('Orla had been a wife for years.')).toContain('setting.quote');
  expect(at('Orla had been a widow for years.')).toEqual(['gate.settings']);
});
