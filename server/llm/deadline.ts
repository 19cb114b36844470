/** A call's abort signal with a timer in it; `close` must follow. */
export type Deadline = {
  readonly signal: AbortSignal;
  /** True once the timer, not the caller, ended the call. */
  readonly isExpired: boolean;
  /** Ends the call in this many milliseconds, in place of what was set before. */
  start(ms: number): void;
  /** No time runs until the next `start`: the wait is not the model's fault. */
  stop(): void;
  /** Ends the call if it still runs, and lets go of the caller's signal. */
  close(): void;
};

/** Ends with `caller` or when its timer runs out. */
export function deadline(caller: AbortSignal): Deadline {
  const controller = new AbortController();
  const abort = () => controller.abort();
  let timer: NodeJS.Timeout | undefined;
  let isExpired = false;
  if (caller.aborted) abort();
  else caller.addEventListener('abort', abort, { once: true });
  const stop = () => clearTimeout(timer);
  return {
    signal: controller.signal,
    get isExpired() {
      return isExpired;
    },
    start(ms) {
      stop();
      timer = setTimeout(() => {
        isExpired = true;
        abort();
      }, ms);
    },
    stop,
    close() {
      stop();
      caller.removeEventListener('abort', abort);
      abort();
    },
  };
}
