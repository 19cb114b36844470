// Runs before `npm test`: some tests drive a real browser, so it sees to it that there is one.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { findChromium } from './browser/find-chromium.ts';

const PACKAGES = ['chromium-headless-shell', 'chromium'];
const isRoot = process.getuid?.() === 0;
const isDebian = existsSync('/etc/debian_version');

function install(): boolean {
  const run = (...command: string[]) =>
    spawnSync('apt-get', ['-q', ...command], { stdio: 'inherit' }).status === 0;
  console.log(
    'Soliloquy: the tests need Chromium; installing it (apt-get install chromium-headless-shell) …',
  );
  // Older systems have the whole browser alone.
  return run('update') && PACKAGES.some((name) => run('install', '-y', '--no-install-recommends', name));
}

if (!findChromium() && !(isRoot && isDebian && install())) {
  const how = isDebian ? ` with \`apt-get install ${PACKAGES[0]}\`` : '';
  console.warn(
    `Soliloquy: the tests of Godot and of the console will fail without Chromium or Chrome; install it${how}, or say where it is in CHROMIUM_PATH.`,
  );
}
