import { formatShape, type Shape, ShapeError, sizeOf } from "@qkv/core-wasm/contract";
import { Module } from "../module/module.ts";
import { expand } from "../ops/expand.ts";
import { reshape } from "../ops/reshape.ts";
import { defineOptions, type Given } from "../options/define-options.ts";
import { flag, instance, number } from "../options/fields.ts";
import { defaultGenerator, Generator } from "../random/generator.ts";
import type { Device } from "../tensor/device.ts";
import { deviceError } from "../tensor/device.ts";
import { expectTensor } from "../tensor/expect-tensor.ts";
import { scope } from "../tensor/scope.ts";
import { Tensor } from "../tensor/tensor.ts";
import { attend } from "./attend.ts";
import { additiveMask } from "./attention-masks.ts";
import { broadcastLeadingAxes } from "./broadcast-leading-axes.ts";

const attentionOptions = defineOptions("scaledDotProductAttention", {
  /**
   * Broadcastable to [..., queries, keys]. float32: added to the scores; int32: 1 = may attend, which
   * is the opposite of MultiheadAttention's meaning.
   */
  attnMask: instance(Tensor, { optional: true }),
  dropoutP: number({ default: 0 }),
  /** Query t sees the keys up to t. */
  isCausal: flag({ default: false }),
  /** 1 / sqrt(headSize) unless given. */
  scale: number({ optional: true }),
  /** k and v may have fewer heads (axis -3): each serves a group of q's. */
  enableGqa: flag({ default: false }),
  generator: instance(Generator, { optional: true }),
  /** The module that attends: under its path `capture` finds the scores, the weights and so on. */
  module: instance(Module, { optional: true }),
});

/** Mask (true may attend), causality, dropout and scale, as PyTorch's `F.scaled_dot_product_attention` has them. */
export type ScaledDotProductAttentionOptions = Given<typeof attentionOptions>;

/**
 * softmax(scale q k^T + mask) v: q [..., queries, headSize], k [..., keys, headSize], v [..., keys, width]; leading
 * axes broadcast. PyTorch's
 * `F.scaled_dot_product_attention`; a query that may see nothing gives zeros.
 */
export function scaledDotProductAttention(
  query: Tensor,
  key: Tensor,
  value: Tensor,
  options: ScaledDotProductAttentionOptions = {},
): Tensor {
  expectTensor("scaledDotProductAttention", "query", query);
  expectTensor("scaledDotProductAttention", "key", key);
  expectTensor("scaledDotProductAttention", "value", value);
  const { attnMask, dropoutP, isCausal, enableGqa, scale, module, ...chosen } =
    attentionOptions.complete(options);
  const { generator = defaultGenerator } = chosen;
  for (const [name, operand] of Object.entries({ q: query, k: key, v: value, attnMask }))
    if (operand) expectOperand(name, operand, query.device);
  return scope(() => {
    const [q, k, v] = broadcastLeadingAxes([query, key, value], enableGqa) as [
      Tensor,
      Tensor,
      Tensor,
    ];
    const { batch, heads, keyValueHeads, queries, keys, headSize, width } = headShapes(
      q,
      k,
      v,
      enableGqa,
    );
    const { output } = attend(
      {
        q: reshape(q, [batch, heads, queries, headSize]),
        k: reshape(k, [batch, keyValueHeads, keys, headSize]),
        v: reshape(v, [batch, keyValueHeads, keys, width]),
      },
      {
        ...{ heads, keyValueHeads, causal: isCausal, dropoutP, scale, generator, module },
        mask:
          attnMask &&
          maskTo4d(
            additiveMask(attnMask, "may attend", "scaledDotProductAttention: attnMask"),
            q.shape,
            keys,
          ),
        axes: { keys: keys === queries ? "T" : "S" },
      },
    );
    return reshape(output, [...q.shape.slice(0, -1), width]);
  });
}

function expectOperand(name: string, { shape, dtype, device: own }: Tensor, device: Device): void {
  if (dtype !== "float32" && name !== "attnMask")
    throw new ShapeError(
      `scaledDotProductAttention: ${name} is ${dtype} ${formatShape(shape)}, expected float32`,
    );
  if (own !== device) throw deviceError(`scaledDotProductAttention: ${name}`, own, device, "q");
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
  const width = v.shape.at(-1);
  const valueShape = [...k.shape.slice(0, -1), width];
  if (v.shape.join() !== valueShape.join())
    fail("v", v, `[${[...k.shape.slice(0, -1), "width"].join(", ")}], as k`);
  const [heads, keyValueHeads] = [headsOf(q.shape), headsOf(k.shape)];
  const grouped = enableGqa ? heads % keyValueHeads === 0 : heads === keyValueHeads;
  if (!grouped || batchAxes(q.shape).join() !== batchAxes(k.shape).join())
    fail(
      "k",
      k,
      `the batch and heads of q, ${formatShape(q.shape)}${enableGqa ? ", or a divisor" : ""}`,
    );
  const batch = sizeOf(batchAxes(q.shape));
  return {
    batch,
    heads,
    keyValueHeads,
    queries: queries!,
    keys: keys!,
    headSize: headSize!,
    width: width!,
  };
}

/** A mask broadcastable to [..., heads, queries, keys] as [batch | 1, heads | 1, queries | 1, keys]. */
function maskTo4d(mask: Tensor, q: Shape, keys: number): Tensor {
  const rank = Math.max(q.length, 3);
  const scores = [...q.slice(0, -1), keys];
  const skipped = scores.length - mask.shape.length;
  if (skipped < 0 || mask.shape.some((n, axis) => n !== 1 && n !== scores[axis + skipped]))
    throw new ShapeError(
      `scaledDotProductAttention: attnMask is ${formatShape(mask.shape)}, ` +
        `expected one that broadcasts to ${formatShape(scores)}`,
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
