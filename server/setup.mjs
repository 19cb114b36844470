// Makes a fresh clone ready: runs before `npm start`, `npm test` and the like, on plain Node, before anything is installed.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
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

// `npm start` and `npm test` want the designers' console, too: `node server/setup.mjs console`.
if (process.argv.includes('console') && isConsoleStale()) {
  console.log("Soliloquy: building the designers' console …");
  const vite = `${root}node_modules/vite/bin/vite.js`;
  const args = [vite, 'build', `${root}server/console`, '--logLevel', 'warn'];
  const { status } = existsSync(vite)
    ? spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' })
    : {};
  // Games are served without it; its address says what to do.
  const why = status === undefined ? 'which takes the development packages (npm install)' : 'see above';
  if (status !== 0)
    console.error(`Soliloquy: the console could not be built, ${why}. The server works without it.`);
}

/** Whether anything that the console is made of is newer than what was made of it. */
function isConsoleStale() {
  const built = `${root}dist/console/index.html`;
  if (!existsSync(built)) return true;
  const { mtimeMs } = statSync(built);
  const sources = ['server/console', 'schemas'].flatMap((folder) =>
    readdirSync(`${root}${folder}`, { recursive: true }).map((file) => `${root}${folder}/${file}`),
  );
  return [lock, ...sources].some((file) => existsSync(file) && statSync(file).mtimeMs > mtimeMs);
}
