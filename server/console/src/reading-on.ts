import { useCallback, useRef, useState } from 'react';

const AGAIN_MS = 3000;

/**
 * How a list is read on to. `from` says of what list and where that ends, or undefined where there is no more. What it returns does
 * nothing while the same is being read; where no answer came it is another function a while later, for those who still want more.
 */
export function useReadingOn<Page>(
  from: string | undefined,
  read: () => Promise<Page>,
  take: (page: Page) => void,
  fail: (problem: string) => void,
): () => void {
  const reading = useRef<string>(undefined);
  const [failures, setFailures] = useState(0);
  return useCallback(() => {
    if (from === undefined || reading.current === from) return;
    reading.current = from;
    const isDone = () => {
      const isLatest = reading.current === from;
      if (isLatest) reading.current = undefined;
      return isLatest;
    };
    read().then(
      (page) => isDone() && take(page),
      (error: Error) => {
        if (!isDone()) return;
        fail(error.message);
        setTimeout(() => setFailures((count) => count + 1), AGAIN_MS);
      },
    );
  }, [from, failures]);
}
