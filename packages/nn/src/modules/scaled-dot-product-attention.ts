import { formatShape, headsLayout, type Shape, ShapeError, sizeOf } from "@qkv/core-wasm/contract";
import { attentionOp } from "../ops/attention.ts";
import { expand } from "../ops/expand.ts";
import { reshape } from "../ops/reshape.ts";
import { defaultGenerator, type Generator } from "../random/generator.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { additiveMask } from "./attention-masks.ts";

export interface ScaledDotProductAttentionOptions {
  /**
   * Broadcastable to [..., queries, keys]. float32: added to the scores; int32: 1 = may attend, which
   * is the opposite of MultiheadAttention's meaning.
   */
  readonly attnMask?: Tensor;
  readonly dropoutP?: number;
  /** Query t sees the keys up to t. */
  readonly isCausal?: boolean;
  /** 1 / sqrt(headSize) unless given. */
  readonly scale?: number;
  /** k and v may have fewer heads (axis -3): each serves a group of q's. */
  readonly enableGqa?: boolean;
  readonly generator?: Generator;
}

/**
 * softmax(scale q k^T + mask) v: q [..., queries, headSize], k and v [..., keys, headSize]. PyTorch's
 * `F.scaled_dot_product_attention`; a query that may see nothing gives zeros.
 */
export function scaledDotProductAttention(
  q: Tensor,
  k: Tensor,
  v: Tensor,
  options: ScaledDotProductAttentionOptions = {},
): Tensor {
  const { attnMask, dropoutP = 0, isCausal = false, enableGqa = false } = options;
  const shapes = headShapes(q, k, v, enableGqa);
  const { batch, heads, keyValueHeads, queries, keys, headSize } = shapes;
  const mask = attnMask && maskTo4d(additiveMask(attnMask, "may attend"), q.shape, keys);
  const generator = options.generator ?? defaultGenerator;
  const { o } = attentionOp(
    {
      q: reshape(q, [batch, heads, queries, headSize]),
      k: reshape(k, [batch, keyValueHeads, keys, headSize]),
      v: reshape(v, [batch, keyValueHeads, keys, headSize]),
      mask,
    },
    {
      ...headsLayout(shapes),
      scale: options.scale ?? 1 / Math.sqrt(headSize),
      causal: isCausal,
      dropoutP,
      ...(dropoutP > 0 ? generator.nextStream() : { seed: 0, stream: 0 }),
    },
  );
  return reshape(o, q.shape);
}

/** [..., heads, tokens, headSize] as [batch, heads, tokens, headSize]; what lacks heads has one. */
function headShapes(q: Tensor, k: Tensor, v: Tensor, enableGqa: boolean) {
  const [queries, headSize] = q.shape.slice(-2);
  const [keys, keySize] = k.shape.slice(-2);
  const batchAxes = (shape: Shape) => shape.slice(0, -3);
  const headsOf = (shape: Shape) => shape.at(-3) ?? 1;
  const fail = (operand: string, { shape }: Tensor, expected: string): never => {
    throw new ShapeError(
      `scaledDotProductAttention: ${operand} is ${formatShape(shape)}, expected ${expected}`,
    );
  };
  if (q.shape.length < 2) fail("q", q, "[..., queries, headSize]");
  if (k.shape.length !== q.shape.length || keySize !== headSize)
    fail("k", k, `[..., keys, ${headSize}] with as many axes as q`);
  if (v.shape.join() !== k.shape.join()) fail("v", v, `the shape of k, ${formatShape(k.shape)}`);
  const [heads, keyValueHeads] = [headsOf(q.shape), headsOf(k.shape)];
  const grouped = enableGqa ? heads % keyValueHeads === 0 : heads === keyValueHeads;
  if (!grouped || batchAxes(q.shape).join() !== batchAxes(k.shape).join())
    fail(
      "k",
      k,
      `the batch and heads of q, ${formatShape(q.shape)}${enableGqa ? ", or a divisor" : ""}`,
    );
  const batch = sizeOf(batchAxes(q.shape));
  return { batch, heads, keyValueHeads, queries: queries!, keys: keys!, headSize: headSize! };
}

/** A mask broadcastable to [..., heads, queries, keys] as [batch | 1, heads | 1, queries | 1, keys]. */
function maskTo4d(mask: Tensor, q: Shape, keys: number): Tensor {
  const rank = Math.max(q.length, 3);
  if (mask.shape.length > rank)
    throw new ShapeError(
      `scaledDotProductAttention: attnMask is ${formatShape(mask.shape)}, ` +
        `expected at most ${q.length} axes`,
    );
  const full = [...Array<number>(rank - mask.shape.length).fill(1), ...mask.shape];
  const batchAxes = full.slice(0, -3);
  const repeats = batchAxes.every((axis) => axis === 1);
  const wanted = repeats ? full : [...q.slice(0, -3), ...full.slice(-3)];
  const wide = [...wanted.slice(0, -1), keys]; // the kernel reads whole rows
  const whole =
    full.join() === wide.join() ? reshape(mask, full) : expand(reshape(mask, full), wide);
  return reshape(whole, [repeats ? 1 : sizeOf(q.slice(0, -3)), ...wide.slice(-3)]);
}
