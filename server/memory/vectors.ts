/** Vectors of length 1, one after another, and whose they are. */
export type Matrix = { ids: readonly string[]; dimensions: number; values: Float32Array };

/** A vector's direction; one of zeros stays as it is. */
export function unit(vector: Float32Array): Float32Array {
  const length = Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0));
  return length === 0 ? vector : vector.map((value) => value / length);
}

/** Puts vectors of length 1 together. Those that are not as long as the first are left out: another model of the same name made them. */
export function matrixOf(vectors: readonly { id: string; vector: Float32Array }[]): Matrix {
  const dimensions = vectors[0]?.vector.length ?? 0;
  const alike = vectors.filter(({ vector }) => vector.length === dimensions);
  const values = new Float32Array(alike.length * dimensions);
  for (const [index, { vector }] of alike.entries()) values.set(vector, index * dimensions);
  return { ids: alike.map(({ id }) => id), dimensions, values };
}

/** The ids whose vectors point most nearly where a vector of length 1 does, with the cosine, which is at least `least`; best first. */
export function nearest(
  { ids, dimensions, values }: Matrix,
  to: Float32Array,
  { least, limit }: { least: number; limit: number },
): Map<string, number> {
  const found: [string, number][] = [];
  if (to.length !== dimensions) return new Map();
  for (const [index, id] of ids.entries()) {
    const from = index * dimensions;
    let cosine = 0;
    for (let at = 0; at < dimensions; at += 1) cosine += values[from + at]! * to[at]!;
    if (cosine >= least) found.push([id, Math.min(1, cosine)]);
  }
  return new Map(found.sort(([, a], [, b]) => b - a).slice(0, limit));
}
