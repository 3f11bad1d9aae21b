import { type AttentionGeometry, expectWithin } from "../attention-layout.ts";
import { formatShape, type Shape, ShapeError } from "../shape.ts";
import { expectProbability } from "./dropout.ts";

/** What a launch of attention is told: sizes and strides, and how scores are made. */
export interface AttentionAttrs extends AttentionGeometry {
  /** Factor of q k^T, usually 1 / sqrt(headSize). */
  readonly scale: number;
  /** Query t sees only the keys j <= t + queryOffset. */
  readonly causal: boolean;
  /** Probability that an attention weight is dropped. */
  readonly dropoutP: number;
  readonly seed: number;
  readonly stream: number;
}

/** q, and k and v unless they lie in q's tensor; the mask is added to the scores. */
export interface AttentionInputs<T> {
  readonly q: T;
  readonly k?: T | undefined;
  readonly v?: T | undefined;
  /** [batch | 1, heads | 1, queries | 1, keys]; -Infinity hides a key. */
  readonly mask?: T | undefined;
}

/** [batch, heads, queries, 2] */
export const statsShape = ({ batch, heads, queries }: AttentionAttrs): Shape => [
  batch,
  heads,
  queries,
  2,
];

/** Number of keys that query t sees. */
export const visibleKeys = ({ causal, keys, queryOffset }: AttentionAttrs, t: number): number =>
  causal ? Math.max(0, Math.min(keys, t + queryOffset + 1)) : keys;

/** Their sum over all queries, in one step: there may be a billion. */
function visiblePairs({ causal, queries, keys, queryOffset }: AttentionAttrs): number {
  if (!causal) return queries * keys;
  const first = Math.min(queries, Math.max(0, -queryOffset)); // those before see nothing
  const whole = Math.min(queries, Math.max(first, keys - queryOffset)); // from here on they see all
  const growing = ((whole - first) * (first + whole + 1 + 2 * queryOffset)) / 2;
  return growing + (queries - whole) * keys;
}

/** Multiply-adds of one q k^T, or of any other product of the attention. */
export function multiplyAdds(attrs: AttentionAttrs): number {
  return attrs.batch * attrs.heads * attrs.headSize * visiblePairs(attrs);
}

/** Throw unless the operands hold what the attributes say. */
export function expectAttention(
  kernel: string,
  { q, k, v, mask }: AttentionInputs<Shape>,
  attrs: AttentionAttrs,
): void {
  const { batch, heads, keyValueHeads, queries, keys, headSize } = attrs;
  if ((k === undefined) !== (v === undefined))
    throw new ShapeError(
      `${kernel}: ${k ? "v" : "k"} is absent, expected both k and v, or neither (both in q's tensor)`,
    );
  if (heads % keyValueHeads !== 0)
    throw new ShapeError(
      `${kernel}: heads is ${heads}, expected a multiple of keyValueHeads ${keyValueHeads}`,
    );
  expectProbability(kernel, "dropoutP", attrs.dropoutP);
  expectWithin(kernel, "q", q, attrs.q, [batch, heads, queries, headSize]);
  expectWithin(kernel, k ? "k" : "q", k ?? q, attrs.k, [batch, keyValueHeads, keys, headSize]);
  expectWithin(kernel, v ? "v" : "q", v ?? q, attrs.v, [batch, keyValueHeads, keys, headSize]);
  if (mask) expectMask(kernel, mask, [batch, heads, queries, keys]);
  expectWithin(kernel, "o", attrs.outputShape, attrs.o, [batch, heads, queries, headSize]);
}

/** Steps of a mask from one batch element, head and query to the next, in elements; 0 where it repeats. */
export function maskStrides([batch, heads, queries, keys]: Shape): readonly [
  number,
  number,
  number,
] {
  return [
    batch === 1 ? 0 : heads! * queries! * keys!,
    heads === 1 ? 0 : queries! * keys!,
    queries === 1 ? 0 : keys!,
  ];
}

function expectMask(kernel: string, mask: Shape, full: Shape): void {
  const fits =
    mask.length === 4 && mask.every((axis, i) => axis === full[i] || (axis === 1 && i < 3));
  if (!fits)
    throw new ShapeError(
      `${kernel}: mask is ${formatShape(mask)}, expected ${formatShape(full)}, ` +
        "where all but the last axis may be 1",
    );
}
