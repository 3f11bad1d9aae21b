import type { Strides } from "../attention-layout.ts";
import type { Values } from "../kernel.ts";
import { philoxWord } from "../philox.ts";
import type { Shape } from "../shape.ts";
import {
  type AttentionAttrs,
  type AttentionInputs,
  maskStrides,
  visibleKeys,
} from "./attention-shapes.ts";
import { dropoutScale, dropoutThreshold } from "./dropout.ts";

/** First element of a row of an operand. */
export const rowOf = (of: Strides, batch: number, head: number, row: number): number =>
  of.offset + batch * of.batch + head * of.head + row * of.row;

/** One query with everything that its gradient needs, in float64. */
export interface QueryRow {
  readonly batch: number;
  readonly head: number;
  readonly query: number;
  /** Head of k and v that serves this head. */
  readonly keyValueHead: number;
  /** max of the visible z = scale q k + mask; NaN where one of them is. */
  readonly max: number;
  /** 1 / sum exp(z - max); 0 for a query that sees no key. */
  readonly inverse: number;
  /** softmax(z) of the visible keys. */
  readonly weights: readonly number[];
  /** What dropout multiplies each weight with: 0, or 1 / (1 - dropoutP). */
  readonly kept: readonly number[];
}

/** Compute the attention weights of every query. */
export function forEachQuery(
  { q, k = q, mask }: AttentionInputs<Values>,
  maskShape: Shape | undefined,
  attrs: AttentionAttrs,
  visit: (row: QueryRow) => void,
): void {
  const { heads, keyValueHeads, queries, headSize } = attrs;
  const [ofBatch, ofHead, ofQueryRow] = maskShape ? maskStrides(maskShape) : [0, 0, 0];
  for (let batch = 0; batch < attrs.batch; batch++)
    for (let head = 0; head < heads; head++)
      for (let query = 0; query < queries; query++) {
        const keyValueHead = Math.floor((head * keyValueHeads) / heads);
        const ofQuery = rowOf(attrs.q, batch, head, query);
        const ofMask = batch * ofBatch + head * ofHead + query * ofQueryRow;
        const z = Array.from({ length: visibleKeys(attrs, query) }, (_, key) => {
          const ofKey = rowOf(attrs.k, batch, keyValueHead, key);
          let dot = 0;
          for (let i = 0; i < headSize; i++) dot += q[ofQuery + i]! * k[ofKey + i]!;
          return attrs.scale * dot + (mask ? mask[ofMask + key]! : 0);
        });
        const max = z.reduce((a, b) => Math.max(a, b), -Infinity);
        const seen = max !== -Infinity; // otherwise the weights are 0; a NaN stays one
        const sum = z.reduce((total, value) => total + Math.exp(value - max), 0);
        const inverse = seen ? 1 / sum : 0;
        const weights = z.map((value) => (seen ? Math.exp(value - max) * inverse : 0));
        const row = (batch * heads + head) * queries + query;
        const kept = z.map((_, key) => keptFactor(row, key, attrs));
        visit({ batch, head, query, keyValueHead, max, inverse, weights, kept });
      }
}

/** 0 for a dropped attention weight, else 1 / (1 - dropoutP); row counts queries of all heads and batches. */
export function keptFactor(
  row: number,
  key: number,
  { dropoutP, seed, stream }: AttentionAttrs,
): number {
  if (dropoutP === 0) return 1;
  const kept = philoxWord(row, key, seed, stream) >= dropoutThreshold(dropoutP);
  return kept ? dropoutScale(dropoutP) : 0;
}
