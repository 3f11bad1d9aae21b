import { defineKernel, type OracleOf } from "../kernel.ts";
import { expectShape } from "../shape.ts";
import { attentionNonFinite, attentionReference, hideSomeKeys } from "./attention.ts";
import { forEachQuery, rowOf } from "./attention-head.ts";
import { attentionSamples } from "./attention-samples.ts";
import {
  type AttentionAttrs,
  expectAttention,
  maskStrides,
  multiplyAdds,
  statsShape,
} from "./attention-shapes.ts";

export interface AttentionBackwardAttrs extends AttentionAttrs {
  /** Whether dmask is wanted. */
  readonly maskGradient: boolean;
}

/**
 * Gradients of attention. With P = softmax(z), D what dropout multiplies it with, dP = D * (do v^T)
 * and dZ = P * (dP - sum(dP P)): dq = scale dZ k, dk = scale dZ^T q, dv = (D * P)^T do; dmask
 * is dZ, summed where the mask repeats.
 * Without k and v, dq is the gradient of the tensor that holds all three.
 */
export const attentionBackward = defineKernel<AttentionBackwardAttrs>()({
  inputs: {
    q: {},
    k: { optional: true },
    v: { optional: true },
    mask: { optional: true },
    o: {},
    dO: {},
    stats: {},
  },
  outputs: {
    dq: {},
    dk: { optional: true },
    dv: { optional: true },
    dmask: { optional: true },
  },
  shapes: ({ q, k, v, mask, o, dO, stats }, attrs) => {
    expectAttention("attentionBackward", { q, k, v, mask }, attrs);
    expectShape("attentionBackward", "o", o, attrs.outputShape);
    expectShape("attentionBackward", "dO", dO, attrs.outputShape);
    expectShape("attentionBackward", "stats", stats, statsShape(attrs));
    return { dq: q, dk: k, dv: v, dmask: attrs.maskGradient ? mask : undefined };
  },
  flops: (_shapes, attrs) => 10 * multiplyAdds(attrs),
});

export const attentionBackwardOracle: OracleOf<typeof attentionBackward> = {
  reference: ({ q, k, v, mask, dO }, { dq, dk = dq, dv = dq, dmask }, shapes, attrs) => {
    const { scale, headSize } = attrs;
    const [keys, values] = [k ?? q, v ?? q];
    const [ofBatch, ofHead, ofQueryRow] = shapes.mask ? maskStrides(shapes.mask) : [0, 0, 0];
    for (const gradient of [dq, dk, dv, dmask]) gradient?.fill(0);
    forEachQuery(
      { q, k, v, mask },
      shapes.mask,
      attrs,
      ({ batch, head, query, keyValueHead, max, weights, kept }) => {
        if (max === -Infinity) return; // its output is zeros whatever the operands
        const ofQuery = rowOf(attrs.q, batch, head, query);
        const output = rowOf(attrs.o, batch, head, query);
        const ofMask = batch * ofBatch + head * ofHead + query * ofQueryRow;
        const dP = weights.map((_, key) => {
          const value = rowOf(attrs.v, batch, keyValueHead, key);
          let dot = 0;
          for (let i = 0; i < headSize; i++) dot += dO[output + i]! * values[value + i]!;
          return kept[key]! * dot;
        });
        const mean = weights.reduce((sum, weight, key) => sum + weight * dP[key]!, 0);
        weights.forEach((weight, key) => {
          const dZ = weight * (dP[key]! - mean);
          if (dmask) dmask[ofMask + key]! += dZ;
          const ofKey = rowOf(attrs.k, batch, keyValueHead, key);
          const value = rowOf(attrs.v, batch, keyValueHead, key);
          for (let i = 0; i < headSize; i++) {
            dq[ofQuery + i]! += scale * dZ * keys[ofKey + i]!;
            dk[ofKey + i]! += scale * dZ * q[ofQuery + i]!;
            dv[value + i]! += weight * kept[key]! * dO[output + i]!;
          }
        });
      },
    );
  },
  samples: attentionSamples.map(({ shapes, attrs }) => ({
    shapes: { ...shapes, o: attrs.outputShape, dO: attrs.outputShape, stats: statsShape(attrs) },
    attrs: { ...attrs, maskGradient: shapes.mask !== undefined },
  })),
  prepare: ({ q, k, v, mask, o, stats }, shapes, attrs, random) => {
    if (mask) hideSomeKeys(mask, random);
    attentionReference({ q, k, v, mask }, { o, stats }, shapes.mask, attrs);
  },
  tolerance: 2e-5,
  nonFinite: attentionNonFinite,
};
