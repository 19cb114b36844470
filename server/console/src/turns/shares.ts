import type { PromptMessage } from '../../../../schemas/console/turns.ts';

/** What a source takes of a prompt. `share` in tenths of a percent: together they are 1,000. */
export type Share = { section: string; source: string; tokens: number; share: number };

/** What each source takes of a prompt of so many tokens, in the order of the prompt; what no message holds is the prefill's. */
export function sharesOf(messages: readonly PromptMessage[], total: number): Share[] {
  const shares = new Map<string, Share>();
  const add = (section: string, source: string, tokens: number) => {
    const key = `${section}\n${source}`;
    const share = shares.get(key) ?? { section, source, tokens: 0, share: 0 };
    share.tokens += tokens;
    shares.set(key, share);
  };
  for (const { pieces } of messages)
    for (const { section, source, tokens } of pieces) add(section, source, tokens);
  const told = [...shares.values()].reduce((sum, { tokens }) => sum + tokens, 0);
  if (total > told) add('Prefill', 'form', total - told);
  return rounded([...shares.values()], Math.max(total, told));
}

/** Tenths of a percent, the last of them given to those that lost most by rounding. */
function rounded(shares: Share[], total: number): Share[] {
  const exact = shares.map(({ tokens }) => (total === 0 ? 0 : (tokens * 1000) / total));
  const left = (total === 0 ? 0 : 1000) - exact.reduce((sum, each) => sum + Math.floor(each), 0);
  const neediest = exact
    .map((each, index) => ({ index, lost: each - Math.floor(each) }))
    .sort((a, b) => b.lost - a.lost || a.index - b.index)
    .slice(0, left)
    .map(({ index }) => index);
  return shares.map((share, index) => ({
    ...share,
    share: Math.floor(exact[index]!) + (neediest.includes(index) ? 1 : 0),
  }));
}
