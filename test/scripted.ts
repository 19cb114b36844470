import type { Chunk, GenerateRequest, LanguageModel } from '../server/llm/language-model.ts';

/** What a scripted model does for one call: text in chunks, an error to throw, or a gate to wait at. */
export type Step = string | Error | Promise<unknown> | Chunk;
export type Script = Step[];

/** A language model that plays scripts: one per call, the last one again and again. Keeps the requests it got. */
export function scripted(
  ...scripts: (string | Script)[]
): LanguageModel & { requests: GenerateRequest[]; aborted: number } {
  const model = {
    name: 'scripted',
    requests: [] as GenerateRequest[],
    aborted: 0,
    async *generate(request: GenerateRequest, signal: AbortSignal): AsyncGenerator<Chunk> {
      const script = scripts[Math.min(model.requests.length, scripts.length - 1)] ?? '';
      model.requests.push(request);
      for (const step of typeof script === 'string' ? [script] : script) {
        if (signal.aborted) break;
        if (step instanceof Error) throw step;
        if (step instanceof Promise) await Promise.race([step, aborted(signal)]);
        else if (typeof step === 'string') yield { kind: 'text', text: step };
        else yield step;
      }
      if (signal.aborted) model.aborted += 1;
    },
  };
  return model;
}

const aborted = (signal: AbortSignal): Promise<void> =>
  signal.aborted
    ? Promise.resolve()
    : new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));

/** A gate for scripts: the model waits until it is opened. */
export function gate(): Promise<void> & { open(): void } {
  let open = () => {};
  const promise = new Promise<void>((resolve) => {
    open = resolve;
  });
  return Object.assign(promise, { open });
}

/** All that one call sent, message below message. */
export const promptOf = ({ prompt }: GenerateRequest): string =>
  prompt.messages.map(({ content }) => content).join('\n');

/** All that the last call sent. */
export const lastPrompt = ({ requests }: { requests: GenerateRequest[] }): string =>
  promptOf(requests.at(-1)!);
