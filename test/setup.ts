// Runs before `npm test`: some tests drive a real browser, so it sees to it that there is one.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { findChromium } from './browser/find-chromium.ts';

const isRoot = process.getuid?.() === 0;
const isDebian = existsSync('/etc/debian_version');

function install(): boolean {
  console.log('Soliloquy: the tests need Chromium; installing it (apt-get install chromium) …');
  return [['update'], ['install', '-y', '--no-install-recommends', 'chromium']].every(
    (command) => spawnSync('apt-get', ['-q', ...command], { stdio: 'inherit' }).status === 0,
  );
}

if (!findChromium() && !(isRoot && isDebian && install())) {
  const how = isDebian ? ' with `apt-get install chromium`' : '';
  console.warn(
    `Soliloquy: the Godot tests will fail without Chromium or Chrome; install it${how}, or say where it is in CHROMIUM_PATH.`,
  );
}
