/** Begins each line of an error among the lines. */
export const ERROR_MARK = '! ';

/** What an engine printed, prints and errors in one order, and those who wait for a line of it. */
export type Lines = {
  /** Prints as they were; errors begin with the mark. */
  all: string[];
  /** Whole errors and warnings: each with the lines that say where it happened. */
  errors: string[];
  add(kind: 'print' | 'error', text: string): void;
  /** The first line that fits and that was not waited for before; waits for it. */
  until(pattern: RegExp): Promise<string>;
  /** Ends all waiting, now and later, with this error. */
  end(error: Error): void;
  /** The last lines, for the message of a failure. */
  tail(): string;
};

export function collectLines(): Lines {
  const all: string[] = [];
  const errors: string[] = [];
  const awaited = new Set<number>();
  const waiting = new Set<() => void>();
  let ended: Error | undefined;
  const wake = () => {
    for (const waken of [...waiting]) waken();
  };
  return {
    all,
    errors,
    add(kind, text) {
      for (const line of text.split('\n')) {
        all.push(kind === 'error' ? `${ERROR_MARK}${line}` : line);
        if (kind === 'error') addError(errors, line);
      }
      wake();
    },
    async until(pattern) {
      for (;;) {
        const found = all.findIndex((line, index) => pattern.test(line) && !awaited.has(index));
        if (found >= 0) {
          awaited.add(found);
          return all[found]!;
        }
        if (ended) throw new Error(`No line fitted ${pattern}. ${ended.message}`, { cause: ended });
        await new Promise<void>((resolve) => {
          const waken = () => {
            waiting.delete(waken);
            resolve();
          };
          waiting.add(waken);
        });
      }
    },
    end(error) {
      ended ??= error;
      wake();
    },
    tail: () => all.slice(-20).join('\n') || '(nothing)',
  };
}

/** The engine indents the lines that belong to the error above them. */
function addError(errors: string[], line: string): void {
  if (/^(\s|$)/.test(line) && errors.length > 0) errors.push(`${errors.pop()}\n${line}`);
  else errors.push(line);
}
