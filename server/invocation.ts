/** In a checkout the commands are npm scripts; in a project that has the package installed there are none of these. */
const isCheckout = import.meta.filename.endsWith('.ts');

/** How a person types a command here: `npm run chat -- --npc mara`, or `npx soliloquy chat --npc mara`. */
export function typed(command: 'serve' | 'chat', flags = ''): string {
  const script = { serve: 'npm start', chat: 'npm run chat' }[command];
  const base = isCheckout ? script : `npx soliloquy ${command}`;
  if (flags === '') return base;
  return isCheckout ? `${base} -- ${flags}` : `${base} ${flags}`;
}

/** As a shell wants it. */
export function quoted(word: string): string {
  return /^[\w./:-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
