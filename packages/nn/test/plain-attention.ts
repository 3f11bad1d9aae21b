/** Sizes and values of an attention, heads in turn: q [batch, heads, queries, headSize], k and v [batch, keyValueHeads, keys, headSize]. */
export interface PlainAttention {
  readonly batch: number;
  readonly heads: number;
  readonly keyValueHeads: number;
  readonly queries: number;
  readonly keys: number;
  readonly headSize: number;
  readonly q: ArrayLike<number>;
  readonly k: ArrayLike<number>;
  readonly v: ArrayLike<number>;
  readonly scale?: number;
  readonly softCap?: number;
  /** What is added to the score of a query and a key, at their positions from 0. */
  readonly bias?: (batch: number, head: number, query: number, key: number) => number;
  /** Whether a query sees a key. */
  readonly sees?: (query: number, key: number) => boolean;
}

/** Attention by its formula in float64 loops: [batch, heads, queries, headSize]. */
export function plainAttention(of: PlainAttention): Float64Array {
  const { batch, heads, keyValueHeads, queries, keys, headSize, q, k, v, softCap } = of;
  const { scale = 1 / Math.sqrt(headSize), bias = () => 0, sees = () => true } = of;
  const output = new Float64Array(batch * heads * queries * headSize);
  for (let b = 0; b < batch; b++)
    for (let h = 0; h < heads; h++)
      for (let t = 0; t < queries; t++) {
        const row = ((b * heads + h) * queries + t) * headSize;
        const group = b * keyValueHeads + Math.floor((h * keyValueHeads) / heads);
        const weights = new Float64Array(keys);
        for (let j = 0; j < keys; j++) {
          if (!sees(t, j)) continue;
          let score = 0;
          for (let i = 0; i < headSize; i++)
            score += q[row + i]! * k[(group * keys + j) * headSize + i]!;
          score *= scale;
          if (softCap !== undefined) score = softCap * Math.tanh(score / softCap);
          weights[j] = Math.exp(score + bias(b, h, t, j));
        }
        const sum = weights.reduce((a, w) => a + w, 0);
        for (let j = 0; j < keys; j++)
          for (let i = 0; i < headSize; i++)
            output[row + i]! +=
              sum === 0 ? 0 : (weights[j]! / sum) * v[(group * keys + j) * headSize + i]!;
      }
  return output;
}

/** [batch, heads, tokens, headSize] -> [batch, tokens, heads headSize], or back with tokens and heads exchanged. */
export function turned(
  x: ArrayLike<number>,
  [batch, heads, tokens, headSize]: readonly [number, number, number, number],
): Float64Array {
  const y = new Float64Array(x.length);
  for (let b = 0; b < batch; b++)
    for (let h = 0; h < heads; h++)
      for (let t = 0; t < tokens; t++)
        for (let i = 0; i < headSize; i++)
          y[((b * tokens + t) * heads + h) * headSize + i] =
            x[((b * heads + h) * tokens + t) * headSize + i]!;
  return y;
}
