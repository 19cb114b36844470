import { useEffect, useRef, useState } from 'react';
import type { PromptMessage, Rerun, RerunItem } from '../../../../schemas/console/turns.ts';
import type { Span } from '../../../../schemas/layers.ts';
import type { Persona } from '../../../../schemas/persona.ts';
import { stream } from '../api.ts';

/** What is to be otherwise in a run, besides the persona. */
export type Changes = Omit<Rerun, 'turn' | 'persona'>;

/** A rerun, as far as it has come. */
export type Run = {
  id: number;
  /** What was otherwise, in words. */
  title: string;
  /** Sections of the prompt that differ from the record; undefined until it is composed. */
  sections?: string[];
  messages?: PromptMessage[];
  tokens?: number;
  spans: Span[];
  end?: Extract<RerunItem, { kind: 'end' }>;
  problem?: string;
};

/** Runs outlive their page, so that one can look at the trace in between; not a reload. */
const kept = new Map<string, Run[]>();

/** The reruns of a turn, and how to make one more. */
export function useRuns(turn: string): {
  runs: readonly Run[];
  isRunning: boolean;
  run(title: string, persona: Persona, changes: Changes): Promise<void>;
  stop(): void;
} {
  const [runs, draw] = useState<readonly Run[]>(() => kept.get(turn) ?? []);
  const [running, setRunning] = useState(0);
  const leaving = useRef(new AbortController());
  useEffect(() => {
    leaving.current = new AbortController();
    return () => leaving.current.abort();
  }, []);
  const change = (id: number, to: (run: Run) => Run) => {
    const all = (kept.get(turn) ?? []).map((run) => (run.id === id ? to(run) : run));
    kept.set(turn, all);
    draw(all);
  };
  const run = async (title: string, persona: Persona, changes: Changes) => {
    const before = kept.get(turn) ?? [];
    const id = (before.at(-1)?.id ?? 0) + 1;
    kept.set(turn, [...before, { id, title, spans: [] }]);
    draw(kept.get(turn)!);
    setRunning((count) => count + 1);
    const { signal } = leaving.current;
    try {
      for await (const item of stream('turn.rerun', { turn, persona, ...changes }, signal))
        change(id, (old) => withItem(old, item));
    } catch (error) {
      const problem = signal.aborted ? 'Stopped.' : (error as Error).message;
      change(id, (old) => ({ ...old, problem }));
    } finally {
      // A stream that ends without its last word was cut.
      change(id, (old) =>
        old.end || old.problem ? old : { ...old, problem: 'The connection was cut before the end.' },
      );
      setRunning((count) => count - 1);
    }
  };
  const stop = () => {
    leaving.current.abort();
    leaving.current = new AbortController();
  };
  return { runs, isRunning: running > 0, run, stop };
}

/** What an item tells of a run. */
function withItem(run: Run, item: RerunItem): Run {
  switch (item.kind) {
    case 'prompt':
      return { ...run, sections: item.changed, messages: item.messages, tokens: item.tokens };
    case 'delta': {
      const { span, layer, text } = item;
      const last = run.spans.at(-1);
      if (last?.span !== span) return { ...run, spans: [...run.spans, { span, layer, text }] };
      return { ...run, spans: [...run.spans.slice(0, -1), { span, layer, text: last.text + text }] };
    }
    case 'end':
      return { ...run, spans: item.spans, end: item };
    case 'error':
      return { ...run, problem: item.message };
  }
}
