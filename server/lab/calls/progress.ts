import { MultiBar, Presets } from 'cli-progress';

/** Says how far a command is: a bar where somebody watches, else a line for every tenth. */
export type Progress = {
  /** One more is done; `detail` is shown beside it. */
  step(detail?: string): void;
  stop(): void;
};

/** Begins to say how much of `total` is done, of which `done` was done before. Output goes to `stream`. */
export function progressOf(
  label: string,
  total: number,
  { done = 0, stream = process.stderr }: { done?: number; stream?: NodeJS.WriteStream } = {},
): Progress {
  if (!stream.isTTY) return linesOf(label, total, done, stream);
  const bars = new MultiBar(
    {
      stream,
      hideCursor: true,
      clearOnComplete: false,
      format: `${label} {bar} {value}/{total}  {duration_formatted}, {eta_formatted} to go  {detail}`,
    },
    Presets.shades_classic,
  );
  const bar = bars.create(total, done, { detail: '' });
  return { step: (detail = '') => bar.increment({ detail }), stop: () => bars.stop() };
}

function linesOf(label: string, total: number, done: number, stream: NodeJS.WriteStream): Progress {
  let count = done;
  return {
    step(detail) {
      const before = Math.floor((count * 10) / total);
      count += 1;
      if (Math.floor((count * 10) / total) === before && count !== total) return;
      stream.write(`${label} ${count}/${total}${detail ? `  ${detail}` : ''}\n`);
    },
    stop() {},
  };
}
