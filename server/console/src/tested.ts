import { useDebouncedValue } from '@mantine/hooks';
import { useEffect, useState } from 'react';

const TYPING_MS = 200;

/** What the server says of a line that is tried. */
export type Tested<Answer> = { text: string; answer: Answer };

type Told<Answer> = {
  /** The answer before stays until the next is there. */
  tested: Tested<Answer> | undefined;
  /** Whether that is of another question than the one that is asked now. */
  isStale: boolean;
  problem: string | undefined;
};

/** Has the server test a line as it is typed; once more whenever `ask` is another or `occasion` changes, or the server is back. */
export function useTested<Answer>(
  typed: string,
  ask: (text: string) => Promise<Answer>,
  occasion: unknown,
  isLive: boolean,
): Told<Answer> {
  const line = typed.trim();
  const [text] = useDebouncedValue(line, TYPING_MS);
  const [told, tell] = useState<Tested<Answer> & { ask: unknown }>();
  const [problem, setProblem] = useState<string>();
  // The occasion changes the answer, not the question.
  useEffect(() => {
    setProblem(undefined);
    if (text === '') return tell(undefined);
    if (!isLive) return;
    let isOver = false;
    ask(text).then(
      (answer) => !isOver && tell({ text, answer, ask }),
      (error: Error) => !isOver && setProblem(error.message),
    );
    return () => {
      isOver = true;
    };
  }, [ask, text, occasion, isLive]);
  return {
    tested: line === '' ? undefined : told,
    isStale: told !== undefined && (told.text !== line || told.ask !== ask || problem !== undefined),
    problem,
  };
}
