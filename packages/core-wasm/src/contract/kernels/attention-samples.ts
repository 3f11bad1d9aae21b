import {
  type AttentionGeometry,
  cachedLayout,
  headsLayout,
  packedLayout,
} from "../attention-layout.ts";
import type { Shape } from "../shape.ts";
import type { AttentionAttrs, AttentionInputs } from "./attention-shapes.ts";

interface AttentionSample {
  readonly shapes: AttentionInputs<Shape>;
  readonly attrs: AttentionAttrs;
  readonly scale?: number;
}

type Options = Partial<Pick<AttentionAttrs, "causal" | "dropoutP" | "scale" | "queryOffset">>;

const attrsOf = (geometry: AttentionGeometry, options: Options): AttentionAttrs => ({
  ...geometry,
  scale: 1 / Math.sqrt(geometry.headSize),
  causal: true,
  dropoutP: 0,
  seed: 0x89abcdef,
  stream: 5,
  ...options,
});

function packed(
  [batch, tokens, heads, keyValueHeads, headSize]: readonly [
    number,
    number,
    number,
    number,
    number,
  ],
  options: Options = {},
): AttentionSample {
  const geometry = packedLayout({ batch, tokens, heads, keyValueHeads, headSize });
  return {
    shapes: { q: [batch, tokens, (heads + 2 * keyValueHeads) * headSize] },
    attrs: attrsOf(geometry, options),
  };
}

function separate(
  [batch, heads, keyValueHeads, queries, keys, headSize]: readonly [
    number,
    number,
    number,
    number,
    number,
    number,
  ],
  options: Options = {},
): AttentionSample {
  const ofKeys = [batch, keyValueHeads, keys, headSize];
  return {
    shapes: { q: [batch, heads, queries, headSize], k: ofKeys, v: ofKeys },
    attrs: attrsOf(headsLayout({ batch, heads, keyValueHeads, queries, keys, headSize }), options),
  };
}

function cached([batch, tokens, heads, keyValueHeads, headSize, keys, capacity]: readonly [
  number,
  number,
  number,
  number,
  number,
  number,
  number,
]): AttentionSample {
  const geometry = cachedLayout({ batch, tokens, heads, keyValueHeads, headSize, keys, capacity });
  const cache = [batch, keyValueHeads, capacity, headSize];
  return {
    shapes: { q: [batch, tokens, (heads + 2 * keyValueHeads) * headSize], k: cache, v: cache },
    attrs: attrsOf(geometry, {}),
  };
}

/** q, v and o [tokens, batch, heads, headSize], k [batch, heads, tokens, headSize]: k and v of different strides. */
function tokensFirst(
  batch: number,
  heads: number,
  tokens: number,
  headSize: number,
): AttentionSample {
  const width = heads * headSize;
  const plain = headsLayout({
    ...{ batch, heads, keyValueHeads: heads, headSize },
    ...{ queries: tokens, keys: tokens },
  });
  const first = { offset: 0, batch: width, head: headSize, row: batch * width };
  const outputShape = [tokens, batch, width];
  return {
    shapes: { q: outputShape, k: plain.outputShape, v: outputShape },
    attrs: attrsOf({ ...plain, q: first, v: first, o: first, outputShape }, {}),
  };
}

/** The same with a mask, of which some entries are -Infinity. */
function masked(sample: AttentionSample, mask: Shape): AttentionSample {
  return { ...sample, shapes: { ...sample.shapes, mask } };
}

/** Uses of attention, forward and backward, that every backend is tested with. */
export const attentionSamples: readonly AttentionSample[] = [
  ...[1, 3, 5, 7, 9, 17, 33, 63, 64, 65].map((tokens) => packed([2, tokens, 2, 1, 8])),
  ...[1, 3, 5, 7, 12, 16, 31, 64, 65].map((headSize) => packed([1, 19, 2, 2, headSize])),
  packed([2, 17, 6, 2, 5], { causal: false }),
  packed([1, 257, 1, 1, 4]),
  separate([1, 1, 1, 1, 1, 1]),
  separate([2, 2, 2, 17, 17, 16]),
  separate([2, 3, 3, 7, 33, 9], { causal: false }),
  separate([1, 2, 2, 33, 7, 8], { causal: false }),
  separate([1, 4, 2, 9, 65, 12], { queryOffset: 56 }),
  separate([2, 2, 2, 5, 33, 8]),
  separate([2, 10, 2, 1, 37, 12], { queryOffset: 20 }), // a token that is decoded, five queries to a key
  masked(separate([1, 8, 2, 1, 21, 8], { dropoutP: 0.3, causal: false }), [1, 8, 1, 21]),
  separate([1, 2, 2, 21, 40, 8], { queryOffset: -5 }), // the first five queries see nothing
  separate([1, 2, 2, 37, 24, 8], { queryOffset: -18 }), // nor does a whole block of queries
  separate([1, 2, 1, 3, 4, 8], { queryOffset: -9 }), // none sees anything
  separate([1, 2, 2, 9, 3, 8], { queryOffset: 1 }), // the last queries see every key
  separate([2, 2, 2, 18, 18, 8], { dropoutP: 0.3 }),
  packed([2, 37, 4, 2, 7], { dropoutP: 0.5 }),
  packed([1, 5, 1, 1, 4], { dropoutP: 1 }),
  packed([1, 20, 2, 2, 8], { scale: 1 }),
  tokensFirst(2, 3, 18, 7),
  cached([2, 1, 4, 2, 8, 13, 16]),
  cached([2, 1, 3, 3, 7, 64, 65]),
  cached([2, 5, 2, 1, 9, 33, 40]),
  cached([1, 1, 2, 2, 16, 2, 2]),
  masked(separate([2, 3, 3, 7, 33, 9], { causal: false }), [2, 3, 7, 33]),
  masked(separate([2, 4, 2, 19, 19, 8], { causal: true }), [1, 1, 19, 19]),
  masked(separate([2, 2, 2, 18, 5, 8], { causal: false, dropoutP: 0.3 }), [2, 1, 1, 5]),
  masked(separate([2, 2, 1, 17, 3, 4], { causal: false }), [1, 2, 17, 3]),
  masked(separate([3, 2, 2, 9, 5, 4], { causal: false }), [1, 2, 9, 5]),
  masked(separate([3, 2, 2, 2, 40, 16], { causal: false }), [3, 1, 2, 40]),
  masked(separate([2, 2, 2, 9, 2, 5], { causal: false }), [2, 2, 9, 2]),
  masked(packed([2, 37, 4, 2, 7], { dropoutP: 0.2 }), [2, 4, 37, 37]),
];
