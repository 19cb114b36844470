import type { CheckedNpc } from '../../../schemas/console/lab.ts';
import type { Line } from '../../../schemas/record.ts';
import { type Checked, checkReply, type Finding, type Said } from './check.ts';
import { layoutFigures } from './layout.ts';
import type { RecordedLine } from './recorded-turn.ts';
import { selfBleu } from './self-bleu.ts';
import { type Texts, textsOf, WINDOW } from './turn.ts';

/** What one rule found in all turns of an NPC. */
export type FoundRule = CheckedNpc['found'][number];

export type NpcReport = CheckedNpc & { instance: string };

const MAX_EXAMPLES = 3;
/** Own turns and others' that stay in reach of the checks. */
const KEPT = 3 * WINDOW;
const BEFORE = 3;

type Npc = {
  report: Omit<NpcReport, 'layouts' | 'found'>;
  history: Said[];
  patterns: Map<string, number>;
  found: Map<string, FoundRule>;
};

/** Checks recorded play line by line; holds the last lines that each NPC perceived, and counts. */
export class PlayReport {
  readonly #npcs = new Map<string, Npc>();

  add(recorded: RecordedLine): void {
    const { line, instance } = recorded;
    const speaker = line.kind === 'turn' ? line.from.slice('npc:'.length) : undefined;
    const said: Said = { name: line.kind === 'event' ? 'Environment' : line.name, spans: visible(line) };
    for (const slug of line.npcs) {
      if (slug === speaker) continue;
      keep(this.#of(instance, slug, slug).history, said);
    }
    if (speaker === undefined || line.spans.length === 0) return;
    const npc = this.#of(instance, speaker, line.name);
    npc.report.name = line.name;
    this.#check(npc, recorded);
    keep(npc.history, { name: line.name, spans: line.spans });
  }

  /** Most flagged turns first. */
  get reports(): NpcReport[] {
    return [...this.#npcs.values()]
      .filter(({ report }) => report.turns > 0)
      .map(finished)
      .sort((a, b) => b.flagged - a.flagged || a.npc.localeCompare(b.npc));
  }

  #of(instance: string, slug: string, name: string): Npc {
    const key = JSON.stringify([instance, slug]);
    let npc = this.#npcs.get(key);
    if (!npc) {
      npc = {
        report: { instance, npc: slug, name, turns: 0, flagged: 0, words: 0, selfBleu: 0 },
        history: [],
        patterns: new Map(),
        found: new Map(),
      };
      this.#npcs.set(key, npc);
    }
    return npc;
  }

  #check({ report, history, patterns, found }: Npc, { line, raw, plan, language }: RecordedLine): void {
    const { name, spans } = line;
    const others = [...new Set(history.map((said) => said.name))].filter(
      (other) => other !== name && other !== 'Environment',
    );
    const isWhole = line.status !== 'interrupted' && line.status !== 'failed';
    const checked: Checked = {
      name,
      others,
      ...(language !== undefined && { language }),
      ...(plan !== undefined && isWhole && { plan }),
      history,
      // What was cut cannot be well formed.
      reply: { spans, ...(raw !== undefined && isWhole && { raw }) },
    };
    const findings = checkReply(checked);
    const texts = textsOf(spans);
    const own = history.filter((said) => said.name === name).slice(-BEFORE);
    report.turns += 1;
    report.words += texts.publicWords.length;
    report.selfBleu += selfBleuOf(
      texts,
      own.map((said) => textsOf(said.spans)),
    );
    if (texts.pattern !== '') patterns.set(texts.pattern, (patterns.get(texts.pattern) ?? 0) + 1);
    if (findings.length > 0) report.flagged += 1;
    for (const finding of findings) count(found, finding, line);
  }
}

function selfBleuOf(texts: Texts, own: readonly Texts[]): number {
  // Without a run of four there is nothing to work out.
  if (!texts.speechRuns.some((run) => own.some((turn) => turn.speechRuns.includes(run)))) return 0;
  return selfBleu(
    texts.speechWords,
    own.map((turn) => turn.speechWords),
  );
}

/** What others perceive of a line. */
const visible = (line: Line): Line['spans'] =>
  line.spans.filter(({ layer }) => layer === 'speech' || layer === 'role_action');

function keep(history: Said[], said: Said): void {
  history.push(said);
  if (history.length > KEPT) history.shift();
}

function count(found: Map<string, FoundRule>, finding: Finding, line: Line): void {
  const { check, principle, severity, limit, unit, value, evidence } = finding;
  let rule = found.get(check);
  if (!rule) {
    rule = { check, principle, severity, limit, unit, turns: 0, rate: 0, worst: value, examples: [] };
    found.set(check, rule);
  }
  rule.turns += 1;
  if (Math.abs(value - limit) > Math.abs(rule.worst - limit)) rule.worst = value;
  if (rule.examples.length < MAX_EXAMPLES)
    rule.examples.push({ line: line.id, ...(line.turn && { turn: line.turn }), value, evidence });
}

function finished({ report, patterns, found }: Npc): NpcReport {
  const { turns } = report;
  return {
    ...report,
    words: report.words / turns,
    selfBleu: report.selfBleu / turns,
    layouts: layoutFigures(patterns),
    found: [...found.values()]
      .map((rule) => ({ ...rule, rate: rule.turns / turns }))
      .sort((a, b) => b.severity - a.severity || b.turns - a.turns),
  };
}
