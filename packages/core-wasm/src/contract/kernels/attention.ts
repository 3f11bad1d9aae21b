import { isHeadsLayout } from "../attention-layout.ts";
import {
  type Composer,
  defineKernel,
  type NonFinite,
  type OracleOf,
  type Values,
} from "../kernel.ts";
import type { Shape } from "../shape.ts";
import { forEachQuery, keptFactor, rowOf } from "./attention-head.ts";
import { attentionSamples } from "./attention-samples.ts";
import {
  type AttentionAttrs,
  type AttentionInputs,
  expectAttention,
  multiplyAdds,
  statsShape,
  visibleKeys,
} from "./attention-shapes.ts";

/** o and stats of the float64 loops. */
export function attentionReference(
  inputs: AttentionInputs<Values>,
  { o, stats }: { readonly o: Values; readonly stats: Values },
  maskShape: Shape | undefined,
  attrs: AttentionAttrs,
): void {
  const { heads, queries, headSize } = attrs;
  const v = inputs.v ?? inputs.q;
  o.fill(0);
  forEachQuery(
    inputs,
    maskShape,
    attrs,
    ({ batch, head, query, keyValueHead, max, inverse, weights, kept }) => {
      stats.set([max, inverse], 2 * ((batch * heads + head) * queries + query));
      const output = rowOf(attrs.o, batch, head, query);
      weights.forEach((weight, key) => {
        const value = rowOf(attrs.v, batch, keyValueHead, key);
        for (let i = 0; i < headSize; i++) o[output + i]! += weight * kept[key]! * v[value + i]!;
      });
    },
  );
}

/** Hide about a third of the keys; masks of one or two keys then hide all of some rows. */
export function hideSomeKeys(mask: Values, random: () => number): void {
  for (let i = 0; i < mask.length; i++) if (random() < 0.3) mask[i] = -Infinity;
}

/** Tiles that hold hidden keys multiply them by weights of zero, as PyTorch multiplies all. */
export const attentionNonFinite: NonFinite<AttentionAttrs> = {
  infinityOrNaN: true,
  byZero: (attrs, { mask }: { readonly mask?: Shape | undefined }) =>
    attrs.causal || mask !== undefined,
};

/**
 * o = dropout(softmax(scale q k^T + mask)) v for each head, over the visible keys; a query that sees no key
 * gives zeros, a NaN in what it sees NaN. stats [batch, heads, queries, 2] = (max of z = scale q k + mask, 1 / sum exp(z - max)), which
 * are (-Infinity, 0) where no key is visible. k and v absent: they lie in q's tensor.
 * Vaswani et al., arXiv 1706.03762; grouped heads: Ainslie et al., arXiv 2305.13245.
 */
export const attention = defineKernel<AttentionAttrs>()({
  inputs: { q: {}, k: { optional: true }, v: { optional: true }, mask: { optional: true } },
  outputs: { o: {}, stats: {} },
  shapes: (inputs, attrs) => {
    expectAttention("attention", inputs, attrs);
    return { o: attrs.outputShape, stats: statsShape(attrs) };
  },
  flops: (_shapes, attrs) => 4 * multiplyAdds(attrs),
});

export const attentionOracle: OracleOf<typeof attention> = {
  reference: (inputs, outputs, shapes, attrs) =>
    attentionReference(inputs, outputs, shapes.mask, attrs),
  samples: [
    ...attentionSamples,
    ...[4, 1e4].flatMap((scale) =>
      attentionSamples.slice(-4).map((sample) => ({ ...sample, scale })),
    ),
    ...[4, 1e4].flatMap((scale) =>
      attentionSamples.slice(5, 8).map((sample) => ({ ...sample, scale })),
    ),
  ],
  prepare: ({ mask }, _shapes, _attrs, random) => {
    if (mask) hideSomeKeys(mask, random);
  },
  tolerance: 1e-5,
  nonFinite: attentionNonFinite,
  compose: composeAttention,
};

/** Only for operands [batch, heads, tokens, headSize] with as many heads of k and v as of q. */
function composeAttention<T>(
  composer: Composer<T>,
  { q, k, v, mask }: AttentionInputs<T>,
  _shapes: unknown,
  attrs: AttentionAttrs,
): T | undefined {
  const { batch, heads, keyValueHeads, queries, keys, scale, causal, dropoutP } = attrs;
  if (!k || !v || heads !== keyValueHeads || !isHeadsLayout(attrs)) return undefined;
  const product = { transposeA: false, transposeB: true, activation: "none" };
  // [batch, heads, queries, keys]
  let z = composer.run("matmul", { a: q, b: k }, product);
  z = composer.run("scale", { x: z }, { factor: scale });
  if (mask) z = composer.run("add", { a: z, b: mask }, {});
  if (causal) {
    const blocked = composer.constant([queries, keys], (i) =>
      i % keys < visibleKeys(attrs, Math.floor(i / keys)) ? 0 : -Infinity,
    );
    z = composer.run("add", { a: z, b: blocked }, {});
  }
  let weights = composer.run("softmax", { x: z }, {});
  if (dropoutP > 0) {
    const kept = composer.constant([batch, heads, queries, keys], (i) =>
      keptFactor(Math.floor(i / keys), i % keys, attrs),
    );
    weights = composer.run("mul", { a: weights, b: kept }, {});
  }
  return composer.run("matmul", { a: weights, b: v }, { ...product, transposeB: false });
}
