/** A vector's direction; one of zeros stays as it is. */
export function unit(vector: Float32Array): Float32Array {
  const length = Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0));
  return length === 0 ? vector : vector.map((value) => value / length);
}

/**
 * The ids whose vectors point most nearly where another does, all of length 1, with the cosine, which is at least `least`; best
 * first. Those of other dimensions are passed over: another model of the same name made them.
 */
export function nearest(
  vectors: ReadonlyMap<string, Float32Array>,
  to: Float32Array,
  { least, limit }: { least: number; limit: number },
): Map<string, number> {
  const found: [string, number][] = [];
  for (const [id, vector] of vectors) {
    if (vector.length !== to.length) continue;
    let cosine = 0;
    for (let at = 0; at < to.length; at += 1) cosine += vector[at]! * to[at]!;
    if (cosine >= least) found.push([id, Math.min(1, cosine)]);
  }
  return new Map(found.sort(([, a], [, b]) => b - a).slice(0, limit));
}
