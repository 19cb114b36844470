/**
 * Adds `has_ended = true` to the end of each `func test_…` of a test file. A release build of the engine leaves a
 * function silently at some errors; a test that stopped midway must not pass. Takes the place of an empty line where
 * there is one, so that line numbers stay true.
 */
export function markTestEnds(text: string): string {
  const lines = text.split('\n');
  const marked: string[] = [];
  let isInTest = false;
  for (const [index, line] of lines.entries()) {
    marked.push(line);
    if (/^\S/.test(line)) isInTest = /^func test_\w+\(/.test(line);
    if (isInTest && /^\s*\S/.test(line) && isLast(lines, index)) {
      isInTest = false;
      marked.push('\thas_ended = true');
      if (lines[index + 1]?.trim() === '') lines.splice(index + 1, 1);
    }
  }
  return marked.join('\n');
}

/** Whether no further line of the same function follows: what comes next begins at the margin, if anything does. */
function isLast(lines: string[], index: number): boolean {
  const next = lines.slice(index + 1).find((line) => line.trim() !== '' && !line.startsWith('#'));
  return next === undefined || (/^\S/.test(next) && !/^[)\]}]/.test(next));
}
