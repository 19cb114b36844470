import path from 'node:path';
import type { Config } from '../../../schemas/config.ts';
import { loadContent } from '../../persona/content.ts';
import { keyOf } from '../calls/call-log.ts';
import type { Planned } from '../calls/estimate.ts';
import { actorOf } from '../calls/models.ts';
import { session } from '../calls/session.ts';
import { writeReport } from '../report/write-report.ts';
import type { Shell } from '../shell.ts';
import { type Cleaned, cleaned } from './clean.ts';
import type { EnhanceOptions } from './command.ts';
import { charactersOf, type Rejection, type Source, turnsOf } from './conversation.ts';
import { countAccepted, countRejected, noCounts } from './counts.ts';
import { OrderedLines } from './ordered-lines.ts';
import { readSources } from './readers/read.ts';
import { enhanceReport } from './report.ts';
import { type Synthesis, synthesised } from './synthesis.ts';
import { informed, knowledgeOf } from './world.ts';

type Work = { source: Source; clean: Cleaned };

/** Does `enhance`: `records.jsonl`, `rejected.jsonl`, `report.json` and `report.html` in the run's folder. */
export async function runEnhance(
  shell: Shell,
  files: readonly string[],
  options: EnhanceOptions,
  config: Config,
): Promise<void> {
  const { out, player, limit } = options;
  const world = options.world === undefined ? undefined : knowledgeOf(await loadContent(options.world));
  const { sources, rejected, leftOut } = await readSources(files, {
    player,
    limit,
    includesWithoutConsent: options.includeWithoutConsent === true,
    keepsNames: options.keepNames === true,
    tell: shell.tell,
  });
  const counts = noCounts(leftOut);
  for (const rejection of rejected) countRejected(counts, rejection);
  const work: Work[] = [];
  for (const source of sources) {
    const clean = cleaned(source.record);
    if ('reason' in clean) {
      rejected.push(rejectionOf(source, 'clean', clean));
      countRejected(counts, rejected.at(-1)!, source);
    } else work.push({ source, clean: world ? { ...clean, record: informed(clean.record, world) } : clean });
  }
  shell.tell(
    `${counts.conversations.found + work.length} conversations were found; ${work.length} can be used, ${rejected.length} cannot.`,
  );
  const actor = actorOf(config);
  const settings = {
    command: 'enhance',
    // Each by itself: all of them as one text may be longer than a text can be.
    conversations: keyOf(work.map(({ clean }) => keyOf(clean.record))),
    rejected: keyOf(rejected.map(keyOf)),
    lore: keyOf(world?.lore ?? ''),
    model: actor.isReal ? `${actor.name} at ${actor.address}` : 'none',
  };
  await session(
    shell,
    {
      ...options,
      settings,
      planned: actor.isReal ? planned(work, world?.lore ?? '') : [],
    },
    async ({ run, ask, each }) => {
      const model = actor.isReal ? ask(actor) : undefined;
      const records = await OrderedLines.open(path.join(out, 'records.jsonl'));
      const refused = await OrderedLines.open(path.join(out, 'rejected.jsonl'));
      try {
        await refused.put(0, rejected);
        await each('enhance', work, async ({ source, clean }, index) => {
          const made = await synthesised(clean.record, model, world?.lore ?? '');
          const rejection = refusedBy(source, made);
          if (rejection) countRejected(counts, rejection, source);
          else countAccepted(counts, source, clean, made);
          await records.put(index, rejection ? [] : [made.record]);
          await refused.put(index + 1, rejection ? [rejection] : []);
        });
        const report = enhanceReport(counts, {
          settings,
          runHash: run.hash,
          model: actor.isReal ? actor.name : undefined,
        });
        const file = await records.finish();
        await refused.finish();
        const { accepted, rejected: out } = counts.conversations;
        shell.tell(
          `${accepted} conversations: ${file}. ${out} were rejected; rejected.jsonl beside it says why.`,
        );
        await writeReport(shell, run, report);
      } finally {
        await Promise.all([records.close(), refused.close()]);
      }
    },
  );
}

const rejectionOf = (
  { file, where, record }: Source,
  stage: Rejection['stage'],
  { reason, detail }: { reason: string; detail: string },
): Rejection => ({ id: record.trace_id_book_chapter, file, where, stage, reason, detail });

function refusedBy(source: Source, { faults }: Synthesis): Rejection | undefined {
  const [fault] = faults;
  if (!fault) return undefined;
  return rejectionOf(source, 'gate', {
    reason: fault.check,
    detail: faults.map(({ problem }) => problem).join('; '),
  });
}

/** An upper bound: everything is asked for twice. */
function planned(work: readonly Work[], lore: string): Planned[] {
  const sum = (of: (each: Work) => number) => work.reduce((all, each) => all + of(each), 0);
  const turns = (each: Work) => turnsOf(each.clean.record).filter(({ isPlayed }) => isPlayed).length;
  const people = (each: Work) => charactersOf(turnsOf(each.clean.record)).length;
  const hasSource = (each: Work) => each.clean.record.text.trim() !== '' || lore.trim() !== '';
  const tokens = (each: Work) =>
    turnsOf(each.clean.record).reduce((all, { text }) => all + text.length / 4, 0);
  const mean = (of: (each: Work) => number) => sum(of) / Math.max(1, work.length);
  const talk = mean(tokens);
  return [
    {
      purpose: 'thoughts and actions',
      calls: 2 * sum((each) => Math.ceil(turns(each) / 30)),
      promptTokens: 700 + talk,
      completionTokens: 3 * talk,
    },
    {
      purpose: 'plans, forward',
      calls: sum(turns),
      promptTokens: 600 + talk / 2,
      completionTokens: 600,
    },
    {
      purpose: 'plans, backward',
      calls: 2 * sum((each) => people(each) * Math.ceil(turns(each) / 30)),
      promptTokens: 1200 + talk + 150 * mean(turns),
      completionTokens: 350 * mean((each) => turns(each) / Math.max(1, people(each))),
    },
    {
      purpose: 'settings',
      calls: 2 * work.filter(hasSource).length,
      promptTokens: 6500 + talk,
      completionTokens: 600,
    },
  ];
}
