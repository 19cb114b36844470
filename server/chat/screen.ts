import readline from 'node:readline';
import pc from 'picocolors';
import wrapAnsi from 'wrap-ansi';

/**
 * A terminal whose last line is where one types: all that is written goes above it, and what is half typed stays as it
 * is. Where input or output is no terminal, text is written as it comes.
 */
export class Screen {
  readonly #input: readline.Interface;
  readonly #isTerminal = Boolean(process.stdin.isTTY && process.stdout.isTTY);
  /** The last row of a passage that is still being written. */
  #row = '';
  /** Shown in place of a row while nothing is being written. */
  #status = '';
  /** Rows above the line of input that will be written anew. */
  #drawn = 0;
  /** Whether a passage is being written; `broken`: something else was written in the middle of it. */
  #passage: 'none' | 'open' | 'broken' = 'none';

  constructor(onLine: (line: string) => void) {
    this.#input = readline.createInterface({
      input: process.stdin,
      output: process.stdout,
      prompt: pc.green('> '),
      terminal: this.#isTerminal,
    });
    this.#input.on('line', (line) => {
      // The terminal has gone to a new row by itself: what stands above stays.
      this.#drawn = 0;
      this.#row = '';
      if (this.#passage === 'open') this.#passage = 'broken';
      this.#forgetRows();
      onLine(line);
      this.#draw();
    });
    // What is typed before there is somebody to read it waits.
    this.#input.pause();
  }

  /** Begins to take lines. */
  open(): void {
    this.#input.resume();
    this.#draw();
  }

  /** The person wants to leave: by Ctrl-C or Ctrl-D, or because the input that was piped in is at its end. */
  onEnd(end: (reason: 'left' | 'input-ended') => void): void {
    this.#input.once('SIGINT', () => end('left'));
    this.#input.once('close', () => end(this.#isTerminal ? 'left' : 'input-ended'));
  }

  /** Writes whole lines; a passage goes on beneath them. */
  print(text: string): void {
    this.#erase();
    this.#endRow();
    if (this.#passage === 'open') this.#passage = 'broken';
    process.stdout.write(`${this.#isTerminal ? rowsOf(text).join('\n') : text}\n`);
    this.#draw();
  }

  /** Writes more of the passage, or begins one under its heading; both carry their own colours. */
  append(text: string, heading: string): void {
    const start = { none: heading, open: '', broken: `${heading}${pc.dim('… ')}` }[this.#passage];
    this.#passage = 'open';
    if (!this.#isTerminal) {
      this.#row += start + text;
      process.stdout.write(start + text);
      return;
    }
    this.#erase();
    const rows = rowsOf(this.#row + start + text);
    this.#row = rows.pop()!;
    for (const row of rows) process.stdout.write(`${row}\n`);
    this.#draw();
  }

  /** Ends the passage, if there is one. */
  finish(): void {
    this.#erase();
    this.#endRow();
    this.#passage = 'none';
    this.#draw();
  }

  /** Says what is going on while nothing is being written; a terminal alone shows it. */
  set status(text: string) {
    if (text === this.#status) return;
    this.#erase();
    this.#status = text;
    this.#draw();
  }

  close(): void {
    this.#erase();
    this.#input.close();
  }

  #endRow(): void {
    if (this.#row) process.stdout.write(this.#isTerminal ? `${this.#row}\n` : '\n');
    this.#row = '';
  }

  #erase(): void {
    if (!this.#isTerminal) return;
    readline.moveCursor(process.stdout, 0, -(this.#input.getCursorPos().rows + this.#drawn));
    readline.cursorTo(process.stdout, 0);
    readline.clearScreenDown(process.stdout);
    this.#drawn = 0;
    this.#forgetRows();
  }

  #draw(): void {
    if (!this.#isTerminal) return;
    const row = this.#row || this.#status;
    if (row) process.stdout.write(`${row}\n`);
    this.#drawn = row ? 1 : 0;
    this.#input.prompt(true);
  }

  /** readline moves up to where it believes the line of input begins: nowhere, after all was erased. */
  #forgetRows(): void {
    (this.#input as unknown as { prevRows: number }).prevRows = 0;
  }
}

/** Wraps at words; the spaces at a row's end are kept, since more may follow. */
function rowsOf(text: string): string[] {
  const wrapped = wrapAnsi(text, process.stdout.columns, { hard: true, trim: false });
  return wrapped.split('\n').map((row, index) => (index === 0 ? row : row.replace(LEADING_SPACE, '$1')));
}

/** The space between two words that a wrap has parted; styles may stand before it. */
const LEADING_SPACE = new RegExp(`^((?:${String.fromCharCode(27)}\\[[\\d;]*m)*) (?! )`);
