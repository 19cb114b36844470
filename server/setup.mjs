// Makes a fresh clone ready: runs before `npm start`, `npm test` and the like, on plain Node, before anything is installed.
import { spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 20)) {
  console.error(`Soliloquy needs Node 22 or later (20.20 works too); this is ${process.versions.node}.`);
  process.exit(1);
}

// npm writes this file at the end of each install, so it is older than the lock file when something is missing.
const installed = `${root}node_modules/.package-lock.json`;
const lock = `${root}package-lock.json`;
if (!existsSync(installed) || (existsSync(lock) && statSync(lock).mtimeMs > statSync(installed).mtimeMs)) {
  console.log('Soliloquy: installing what is missing (npm install) …');
  // No dependency needs its install script; that of the Godot runtime would copy 40 MB into the checkout.
  const options = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  const { status } = spawnSync('npm', ['install', ...options], {
    cwd: root,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  if (status !== 0) {
    console.error('Soliloquy: npm install failed; see above. Check the network and run the command again.');
    process.exit(status ?? 1);
  }
}
