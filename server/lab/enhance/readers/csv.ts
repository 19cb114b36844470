import { CsvError, parse } from 'csv-parse/sync';
import { SoliloquyError } from '../../../../schemas/errors.ts';
import type { Layer } from '../../../../schemas/layers.ts';
import { fromBrackets } from '../../../her/brackets.ts';
import { ENVIRONMENT } from '../../data/turn-forms.ts';
import type { Script, ScriptTurn } from './script.ts';

/** What may stand in the column `kind`, in any case. */
const KINDS: Record<string, Layer | 'event'> = {
  '': 'speech',
  speech: 'speech',
  thought: 'role_thinking',
  action: 'role_action',
  event: 'event',
};
const NEEDED = ['scene', 'speaker', 'text'] as const;

/** `problem`: why it is not taken; `reason`: of what kind that is, where it is not that it cannot be read. */
export type FoundScript = Script & { where: string; problem?: string; reason?: string };

type Row = { record: Record<string, string>; info: { lines: number } };

/**
 * The scenes of a table with the columns `scene, speaker, text` and perhaps `kind` (speech, thought, action, event); comma, semicolon or tab.
 * A row without a scene belongs to the one above. Throws `bad-content`, naming file and line, when it is no such table.
 */
export function scriptsInCsv(content: string, file: string, book: string): FoundScript[] {
  const rows = rowsOf(content, file);
  const scenes = new Map<string, { line: number; problem?: string; turns: ScriptTurn[] }>();
  let scene = '';
  for (const { record, info } of rows) {
    scene = record.scene || scene;
    const found = scenes.get(scene) ?? { line: info.lines, turns: [] };
    scenes.set(scene, found);
    const turn = turnOf(record);
    if ('speaker' in turn) found.turns.push(turn);
    else found.problem ??= `line ${info.lines}: ${turn.problem}`;
  }
  return [...scenes].map(([name, { line, problem, turns }], index) => {
    const unnamed =
      name === '' ? `line ${line}: no scene is named; write its name in the column scene.` : undefined;
    const why = problem ?? unnamed;
    return {
      book,
      scene: name,
      index,
      take: 0,
      turns,
      where: `scene "${name}", line ${line}`,
      ...(why !== undefined && { problem: why }),
    };
  });
}

function turnOf(row: Record<string, string>): ScriptTurn | { problem: string } {
  const { speaker = '', text = '', kind: named = '' } = row;
  const kind = KINDS[named.toLowerCase()];
  if (kind === undefined)
    return { problem: `kind is "${named}"; expected ${Object.keys(KINDS).filter(Boolean).join(', ')}.` };
  if (text === '') return { problem: 'text is empty; write what is said, or delete the row.' };
  if (kind === 'event' || speaker === ENVIRONMENT)
    return { speaker: ENVIRONMENT, spans: [{ span: 0, layer: 'role_action', text }] };
  if (speaker === '')
    return { problem: 'speaker is empty; name who speaks, or give the row the kind event.' };
  return {
    speaker,
    spans: kind === 'speech' ? fromBrackets(text) : [{ span: 0, layer: kind, text }],
  };
}

function rowsOf(content: string, file: string): Row[] {
  const header = content.replace(/^\uFEFF/, '').split(/\r?\n/, 1)[0]!;
  const delimiter = [',', ';', '\t'].toSorted((a, b) => header.split(b).length - header.split(a).length)[0]!;
  const names = header.split(delimiter).map((name) => name.trim().replaceAll('"', '').toLowerCase());
  const missing = NEEDED.filter((name) => !names.includes(name));
  if (missing.length > 0)
    throw new SoliloquyError(
      'bad-content',
      `${file}:1: the column${missing.length > 1 ? 's' : ''} ${missing.join(', ')} ${missing.length > 1 ? 'are' : 'is'} missing. Expected a first line with scene, speaker, text and perhaps kind.`,
    );
  try {
    return parse(content, {
      columns: names,
      from_line: 2,
      bom: true,
      delimiter,
      info: true,
      trim: true,
      skip_empty_lines: true,
    }) as unknown as Row[];
  } catch (cause) {
    const line = cause instanceof CsvError ? (cause as { lines?: number }).lines : undefined;
    throw new SoliloquyError(
      'bad-content',
      `${file}:${line ?? '?'}: is no row of the table: ${(cause as Error).message}. Texts with "${delimiter}", quotes or line breaks stand in double quotes, quotes in them twice.`,
      { cause },
    );
  }
}
