import { z } from 'zod';
import { SoliloquyError } from '../../schemas/errors.ts';
import { failureOf } from './failure.ts';
import { openaiClient } from './openai-client.ts';

/** Tells what texts mean: those that mean something alike get vectors that point much the same way. */
export type Embedder = {
  /** The model's; vectors of different models cannot be compared. */
  readonly name: string;
  /**
   * A vector for each text, in their order, all of one length. Throws `model-unreachable`, `model-refused`, `model-timeout`
   * when the signal is a timeout's, `aborted` for any other.
   */
  embed(texts: readonly string[], signal: AbortSignal): Promise<Float32Array[]>;
};

export type EmbedderOptions = {
  /** Ends in `/v1`. */
  baseUrl: string;
  apiKey?: string;
  model: string;
};

/** Texts of one call; servers take so many at least. */
const BATCH = 64;
const Answer = z.object({
  data: z.array(z.object({ index: z.int().optional(), embedding: z.array(z.number()).min(1).max(16_384) })),
});

/** The embeddings of any OpenAI-compatible server. It neither retries nor times out by itself. */
export function openaiEmbedder(options: EmbedderOptions): Embedder {
  const client = openaiClient(options);
  const { model } = options;
  const call = async (input: string[], signal: AbortSignal): Promise<Float32Array[]> => {
    try {
      // Some servers ignore the other format, which is the client's default.
      const answer = await client.embeddings.create({ model, input, encoding_format: 'float' }, { signal });
      return vectorsIn(answer, input.length);
    } catch (cause) {
      if (signal.aborted) throw stopped(signal, cause);
      throw failureOf(cause, { ...options, what: 'embedding model', settings: 'EMBEDDINGS' }).error;
    }
  };
  return {
    name: model,
    async embed(texts, signal) {
      const vectors: Float32Array[] = [];
      for (let from = 0; from < texts.length; from += BATCH)
        vectors.push(...(await call(texts.slice(from, from + BATCH), signal)));
      if (vectors.some(({ length }) => length !== vectors[0]!.length))
        throw refused('vectors of different lengths');
      return vectors;
    },
  };
}

/** The vectors of an answer, in the order of the texts. Throws `model-refused` when they are not what was asked for. */
function vectorsIn(answer: unknown, count: number): Float32Array[] {
  const parsed = Answer.safeParse(answer);
  if (!parsed.success) throw refused('something that is no list of vectors');
  const { data } = parsed.data;
  if (data.length !== count) throw refused(`${data.length} vectors for ${count} texts`);
  const places = data.map(({ index }, place) => index ?? place);
  if (new Set(places).size !== count || places.some((place) => place < 0 || place >= count))
    throw refused('vectors that belong to none of the texts');
  const vectors = new Array<Float32Array>(count);
  for (const [place, { embedding }] of data.entries()) vectors[places[place]!] = Float32Array.from(embedding);
  // What is finite in JSON need not be in 32 bits.
  if (vectors.some((vector) => !vector.every(Number.isFinite))) throw refused('numbers that are not finite');
  return vectors;
}

const refused = (what: string): SoliloquyError =>
  new SoliloquyError(
    'model-refused',
    `The embedding model's server answered with ${what}: check EMBEDDINGS_BASE_URL and EMBEDDINGS_MODEL, which must be an embedding model.`,
  );

const stopped = ({ reason }: AbortSignal, cause: unknown): SoliloquyError =>
  reason instanceof DOMException && reason.name === 'TimeoutError'
    ? new SoliloquyError('model-timeout', 'The embedding model took too long: check that it runs.', { cause })
    : new SoliloquyError('aborted', 'The embedding was stopped.', { cause });
