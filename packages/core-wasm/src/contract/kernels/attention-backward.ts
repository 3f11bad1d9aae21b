import { defineKernel } from "../kernel.ts";
import { expectShape } from "../shape.ts";
import { attentionReference } from "./attention.ts";
import { forEachQuery, rowOf } from "./attention-head.ts";
import { attentionSamples } from "./attention-samples.ts";
import {
  type AttentionAttrs,
  expectAttention,
  multiplyAdds,
  statsShape,
} from "./attention-shapes.ts";

/**
 * Gradients of attention. With P = softmax(z), D what dropout multiplies it with, dP = D * (do v^T)
 * and dZ = P * (dP - sum(dP P)): dq = scale dZ k, dk = scale dZ^T q, dv = (D * P)^T do.
 * Without k and v, dq is the gradient of the tensor that holds all three.
 */
export const attentionBackward = defineKernel<AttentionAttrs>()({
  inputs: { q: {}, k: { optional: true }, v: { optional: true }, o: {}, dO: {}, stats: {} },
  outputs: { dq: {}, dk: { optional: true }, dv: { optional: true } },
  shapes: ({ q, k, v, o, dO, stats }, attrs) => {
    expectAttention("attentionBackward", { q, k, v }, attrs);
    expectShape("attentionBackward", "o", o, attrs.outputShape);
    expectShape("attentionBackward", "dO", dO, attrs.outputShape);
    expectShape("attentionBackward", "stats", stats, statsShape(attrs));
    return { dq: q, dk: k, dv: v };
  },
  reference: ({ q, k, v, dO }, { dq, dk = dq, dv = dq }, _shapes, attrs) => {
    const { scale, headSize } = attrs;
    const [keys, values] = [k ?? q, v ?? q];
    for (const gradient of [dq, dk, dv]) gradient.fill(0);
    forEachQuery({ q, k, v }, attrs, ({ batch, head, query, keyValueHead, weights, kept }) => {
      const ofQuery = rowOf(attrs.q, batch, head, query);
      const output = rowOf(attrs.o, batch, head, query);
      const dP = weights.map((_, key) => {
        const value = rowOf(attrs.v, batch, keyValueHead, key);
        let dot = 0;
        for (let i = 0; i < headSize; i++) dot += dO[output + i]! * values[value + i]!;
        return kept[key]! * dot;
      });
      const mean = weights.reduce((sum, weight, key) => sum + weight * dP[key]!, 0);
      weights.forEach((weight, key) => {
        const dZ = weight * (dP[key]! - mean);
        const ofKey = rowOf(attrs.k, batch, keyValueHead, key);
        const value = rowOf(attrs.v, batch, keyValueHead, key);
        for (let i = 0; i < headSize; i++) {
          dq[ofQuery + i]! += scale * dZ * keys[ofKey + i]!;
          dk[ofKey + i]! += scale * dZ * q[ofQuery + i]!;
          dv[value + i]! += weight * kept[key]! * dO[output + i]!;
        }
      });
    });
  },
  flops: (_shapes, attrs) => 10 * multiplyAdds(attrs),
  samples: attentionSamples.map(({ shapes, attrs }) => ({
    shapes: { ...shapes, o: attrs.outputShape, dO: attrs.outputShape, stats: statsShape(attrs) },
    attrs,
  })),
  prepare: ({ q, k, v, o, stats }, _shapes, attrs) =>
    attentionReference({ q, k, v }, { o, stats }, attrs),
  tolerance: 2e-5,
});
