import type { LanguageModel } from '../llm/language-model.ts';

/**
 * Which models end reasoning that they never began, by the name they were asked under: some servers leave the first tag to
 * the template. Learned from a reply, for as long as the model's client lives.
 */
const known = new WeakMap<LanguageModel, Set<string>>();

/** Whether a reply of this model may be reasoning up to an end tag, whatever was asked for. */
export const reasonsUnannounced = (model: LanguageModel, name = model.name): boolean =>
  known.get(model)?.has(name) ?? false;

/** From now on it may. */
export function noteUnannounced(model: LanguageModel, name = model.name): void {
  known.set(model, (known.get(model) ?? new Set()).add(name));
}
