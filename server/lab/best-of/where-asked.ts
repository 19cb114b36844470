import type { LanguageModel } from '../../llm/language-model.ts';
import type { BestOfOptions } from './best-of.ts';

/**
 * A model that gives the best of several replies where a request asks for it, and else passes everything through. What that takes (the checks know
 * languages by large tables) is loaded with the first such request alone.
 */
export function bestWhereAsked(
  model: LanguageModel,
  judging: () => Promise<Pick<BestOfOptions, 'judge' | 'principlesOf'>>,
): LanguageModel {
  let best: Promise<LanguageModel> | undefined;
  const load = async () => {
    const [{ bestOfModel }, by] = await Promise.all([import('./best-of.ts'), judging()]);
    return bestOfModel(model, { ...by, now: () => performance.now() });
  };
  return {
    name: model.name,
    async *generate(request, signal) {
      if (request.bestOf === undefined) {
        yield* model.generate(request, signal);
        return;
      }
      best ??= load();
      yield* (await best).generate(request, signal);
    },
  };
}
