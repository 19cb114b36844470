import { counted } from '../llm/gate.ts';
import type { Chunk, GenerateRequest, LanguageModel } from '../llm/language-model.ts';
import { countTokens } from '../llm/tokens.ts';

/** What a call may take, and what is to be told when it is over. */
export type Admission = { maxTokens: number; settle(tokens: number): void };

/**
 * A language model each of whose calls is let through, or refused, by `admit`, which throws then; a reply ends at the tokens
 * that it was allowed, whatever the model makes of such a limit.
 */
export function meteredModel(
  model: LanguageModel,
  admit: (request: GenerateRequest) => Admission,
): LanguageModel {
  return {
    name: model.name,
    async *generate(request, signal) {
      const { maxTokens, settle } = admit(request);
      let taken = 0;
      try {
        const allowed = { ...request, maxTokens };
        const chunks = counted(model.generate(allowed, signal), allowed, signal, async (tokens) => {
          taken = tokens;
        });
        yield* upTo(maxTokens, chunks);
      } finally {
        settle(taken);
      }
    },
  };
}

/** A reply as far as it keeps to a number of tokens. */
async function* upTo(maxTokens: number, chunks: AsyncIterable<Chunk>): AsyncGenerator<Chunk> {
  let left = maxTokens;
  for await (const chunk of chunks) {
    if (chunk.kind === 'text' || chunk.kind === 'reasoning') left -= countTokens(chunk.text);
    if (left < 0) return;
    yield chunk;
    if (left === 0) return;
  }
}
