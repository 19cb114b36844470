/** Words of a text, lower-cased, letters and digits alone. */
export const wordsOf = (text: string): string[] => text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];

/** BLEU-4 of a text against one reference, 0 to 1: brevity penalty, every order at least one counted half (add-½ where none matches). */
export function bleu(candidate: readonly string[], reference: readonly string[]): number {
  if (candidate.length === 0 || reference.length === 0) return 0;
  let log = 0;
  const orders = Math.min(4, candidate.length);
  for (let n = 1; n <= orders; n += 1) {
    const known = counted(reference, n);
    let matched = 0;
    const total = candidate.length - n + 1;
    for (const [gram, count] of counted(candidate, n)) matched += Math.min(count, known.get(gram) ?? 0);
    if (n === 1 && matched === 0) return 0;
    log += Math.log((matched || 0.5) / total) / orders;
  }
  const brevity =
    candidate.length >= reference.length ? 1 : Math.exp(1 - reference.length / candidate.length);
  return brevity * Math.exp(log);
}

/** ROUGE-L: F1 of the longest common subsequence of words, 0 to 1. */
export function rougeL(candidate: readonly string[], reference: readonly string[]): number {
  if (candidate.length === 0 || reference.length === 0) return 0;
  let row = new Uint32Array(reference.length + 1);
  for (const word of candidate) {
    const next = new Uint32Array(reference.length + 1);
    for (let at = 1; at <= reference.length; at += 1)
      next[at] = word === reference[at - 1] ? row[at - 1]! + 1 : Math.max(row[at]!, next[at - 1]!);
    row = next;
  }
  const common = row[reference.length]!;
  if (common === 0) return 0;
  const [precision, recall] = [common / candidate.length, common / reference.length];
  return (2 * precision * recall) / (precision + recall);
}

function counted(words: readonly string[], n: number): Map<string, number> {
  const counts = new Map<string, number>();
  for (let at = 0; at + n <= words.length; at += 1) {
    const gram = words.slice(at, at + n).join(' ');
    counts.set(gram, (counts.get(gram) ?? 0) + 1);
  }
  return counts;
}
