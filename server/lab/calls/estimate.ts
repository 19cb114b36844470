/** Calls of one purpose that a command is about to make, as far as can be told. Tokens are those of one call. */
export type Planned = { purpose: string; calls: number; promptTokens: number; completionTokens: number };

/** What a million tokens cost, in whatever currency. */
export type Prices = { prompt: number; completion: number };

export type Estimate = { calls: number; tokens: number; cost?: number };

/**
 * What a command may cost before it starts: about, since answers that are known already cost nothing, and what does not fit is asked for
 * once more.
 */
export function estimate(planned: readonly Planned[], prices?: Prices): Estimate {
  let [calls, prompt, completion] = [0, 0, 0];
  for (const part of planned) {
    calls += part.calls;
    prompt += part.calls * part.promptTokens;
    completion += part.calls * part.completionTokens;
  }
  const tokens = prompt + completion;
  if (!prices) return { calls, tokens };
  return { calls, tokens, cost: (prompt * prices.prompt + completion * prices.completion) / 1e6 };
}

/** The estimate for a person, a line per purpose. */
export function estimateText(planned: readonly Planned[], prices?: Prices): string {
  const { calls, tokens, cost } = estimate(planned, prices);
  const lines = planned.map(
    (part) =>
      `  ${part.purpose}: ${number(part.calls)} calls of about ${number(part.promptTokens)} + ${number(part.completionTokens)} tokens`,
  );
  const price = cost === undefined ? '' : `, about ${cost.toFixed(2)}`;
  return [`About ${number(calls)} calls, about ${number(tokens)} tokens${price}:`, ...lines].join('\n');
}

const number = (value: number): string => Math.round(value).toLocaleString('en-US');
