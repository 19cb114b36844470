import { SoliloquyError } from '../../../schemas/errors.ts';
import type { GenerateRequest, LanguageModel } from '../../llm/language-model.ts';

/**
 * One reply. `text` goes on from the request's own prefill where `isPrefilled`; `raw` is that with the prefill. `reasoning` is native: plan, whatever it
 * holds.
 */
export type Take = {
  text: string;
  raw: string;
  reasoning: string;
  isPrefilled: boolean;
  model?: string;
  usage?: { promptTokens: number; completionTokens: number };
};

const CLOSED_PLAN = /^([\s\S]*?<\/system_thinking>)/;

/**
 * Writes several replies to one request. The first one is begun alone; once its plan has ended, where the model goes on from a prefill, the
 * others begin behind that same plan, else without it. Throws what the first one throws; another that fails is left out.
 */
export async function takesOf(
  model: LanguageModel,
  request: GenerateRequest,
  count: number,
  signal: AbortSignal,
): Promise<{ takes: Take[]; hasSharedPlan: boolean }> {
  const ending = new AbortController();
  const bounded = AbortSignal.any([signal, ending.signal]);
  let rest: Promise<PromiseSettledResult<Take>[]> | undefined;
  let hasSharedPlan = false;
  const beginRest = (plan: string | undefined) => {
    hasSharedPlan = plan !== undefined;
    rest ??= Promise.allSettled(
      Array.from({ length: count - 1 }, (_, index) => oneTake(model, request, index + 1, bounded, { plan })),
    );
  };
  const first = await oneTake(model, request, 0, bounded, {
    onText: ({ text, isPrefilled }) => {
      if (rest) return;
      if (!isPrefilled || request.prompt.prefill === '') return beginRest(undefined);
      const plan = CLOSED_PLAN.exec(text)?.[1];
      if (plan !== undefined) beginRest(plan);
    },
  }).catch((error: unknown) => {
    // Nobody hears the others without it.
    ending.abort();
    throw error;
  });
  if (!rest) beginRest(undefined);
  const others = (await rest!).flatMap((settled) => (settled.status === 'fulfilled' ? [settled.value] : []));
  if (signal.aborted) throw new SoliloquyError('aborted', 'The turn was stopped.');
  return { takes: [first, ...others], hasSharedPlan };
}

type TakeOptions = {
  plan?: string | undefined;
  onText?(sofar: { text: string; isPrefilled: boolean }): void;
};

async function oneTake(
  model: LanguageModel,
  request: GenerateRequest,
  sample: number,
  signal: AbortSignal,
  { plan, onText }: TakeOptions,
): Promise<Take> {
  const { prompt } = request;
  const behindPlan = plan === undefined ? prompt : { ...prompt, prefill: prompt.prefill + plan };
  const own = { ...request, prompt: behindPlan, seed: (request.seed ?? 0) + sample };
  const take: Take = { text: '', raw: '', reasoning: '', isPrefilled: false };
  for await (const chunk of model.generate(own, signal)) {
    if (chunk.kind === 'text') {
      take.text += chunk.text;
      onText?.(take);
    } else if (chunk.kind === 'reasoning') take.reasoning += chunk.text;
    else if (chunk.kind === 'prefilled') take.isPrefilled = true;
    else if (chunk.kind === 'model') take.model = chunk.model;
    else if (chunk.kind === 'usage') take.usage = chunk;
  }
  if (signal.aborted) throw new SoliloquyError('aborted', 'The turn was stopped.');
  if (plan !== undefined && take.isPrefilled) take.text = plan + take.text;
  take.raw = take.isPrefilled ? prompt.prefill + take.text : take.text;
  return take;
}
