import { spawnSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import os from 'node:os';
import { parseArgs } from 'node:util';
import { findChromium } from '../browser/find-chromium.ts';
import type { Section } from './measure.ts';
import { SECTIONS } from './sections.ts';
import { SIZES } from './sizes.ts';
import { tableOf } from './table.ts';

const USAGE = `npm run bench -- [--quick] [--only SECTION]… [--json FILE]

Measures the server, the console and the plugins beside baselines, in about three minutes; --quick takes about a minute,
with fewer and shorter runs. The sections console and godot need Chromium, unity the .NET SDK; they are left out without.
Sections: ${Object.keys(SECTIONS).join(', ')}.
`;

const canRun = (section: string): boolean =>
  (!['console', 'godot'].includes(section) || findChromium() !== undefined) &&
  (section !== 'unity' || spawnSync('dotnet', ['--version']).status === 0);

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    only: { type: 'string', multiple: true, default: Object.keys(SECTIONS).filter(canRun) },
    json: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});
const unknown = values.only.filter((name) => !SECTIONS[name]);
if (values.help || unknown.length > 0) {
  process.stderr.write(unknown.length > 0 ? `There is no section ${unknown.join(', ')}.\n\n${USAGE}` : USAGE);
  process.exit(unknown.length > 0 ? 1 : 0);
}

const start = performance.now();
const sizes = values.quick ? SIZES.quick : SIZES.full;
const header = {
  date: new Date().toISOString().slice(0, 16).replace('T', ' '),
  node: process.version,
  system: `${os.platform()} ${os.release()} ${os.arch()}`,
  cores: os.availableParallelism(),
  cpu: os.cpus()[0]?.model ?? 'unknown',
  load: os.loadavg()[0]!,
  runs: sizes.runs,
};
process.stdout.write(
  `# Soliloquy bench\n\n${header.date} UTC · Node ${header.node} · ${header.system} · ${header.cores} cores (${header.cpu}) · load ${header.load.toFixed(1)} at the start\n\n` +
    `Server and clients on one machine over loopback. Each figure is min / median / max of ${sizes.runs} runs (memory ${sizes.memoryRuns}), ours and the baseline in turn; the ratio is ours by the baseline that followed it. ↑ more is better, ↓ less is better.\n\n`,
);
const sections: Section[] = [];
for (const name of values.only) {
  const section = await SECTIONS[name]!(sizes);
  sections.push(section);
  process.stdout.write(`${tableOf(section)}\n`);
}
process.stdout.write(`Took ${((performance.now() - start) / 1000).toFixed(0)} s.\n`);
if (values.json) await writeFile(values.json, `${JSON.stringify({ ...header, sections }, null, 2)}\n`);
