import { type Initializer, normalWith } from "../module/initializers.ts";
import { Module } from "../module/module.ts";
import { newParameter, parameterFields } from "../module/parameter-options.ts";
import { constant } from "../op-definition/constant.ts";
import { embedding } from "../ops/embedding.ts";
import { permute } from "../ops/permute.ts";
import { unsqueeze } from "../ops/unsqueeze.ts";
import { type Complete, defineOptions, type Given } from "../options/define-options.ts";
import { expectCount, expectElements } from "../options/expect-count.ts";
import { callback, integer } from "../options/fields.ts";
import { scope } from "../tensor/scope.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { bucketOf, relativePositionOptions } from "./relative-position-bucket.ts";

const moduleOptions = defineOptions("T5RelativeBias", {
  ...relativePositionOptions.fields,
  /** Of the table; numBuckets unless given. Those beyond are nobody's: MPNet may have them. */
  rows: integer({ from: 1, optional: true }),
  weightInit: callback<Initializer>({ default: normalWith(1) }),
  ...parameterFields,
});

const forwardOptions = defineOptions("T5RelativeBias", {
  /** Position of the first query among the keys. */
  offset: integer({ optional: true }),
});

/** Options of `T5RelativeBias#forward`. */
export type T5ForwardOptions = Given<typeof forwardOptions>;
/** Options of `T5RelativeBias`: the buckets, as `relativePositionBucket` has them, and the table of biases. */
export type T5RelativeBiasOptions = Given<typeof moduleOptions>;

/**
 * A learned bias for each head and bucket of the distance: forward(queries, keys) ->
 * [1, heads, queries, keys], added to the scores. Hugging Face's `relative_attention_bias`.
 */
export class T5RelativeBias extends Module {
  /** [rows, heads] */
  readonly weight: Tensor;
  readonly #buckets: Complete<typeof relativePositionOptions>;

  constructor(heads: number, options: T5RelativeBiasOptions = {}) {
    super();
    const chosen = moduleOptions.complete(options);
    const { bidirectional, numBuckets, maxDistance, rows = numBuckets, weightInit } = chosen;
    this.#buckets = { bidirectional, numBuckets, maxDistance };
    const shape = [rows, expectCount("T5RelativeBias", "heads", heads)];
    this.weight = this.parameter("weight", newParameter(shape, rows, weightInit, options));
  }

  /** The first query stands at position `offset` of the keys: keys - queries unless given, as with a cache. */
  forward(queries: number, keys = queries, options: T5ForwardOptions = {}): Tensor {
    const { offset = keys - queries } = forwardOptions.complete(options, this);
    expectElements(this.path, queries, keys);
    return scope(() => {
      const buckets = () => this.#bucketsOf(queries, keys, offset);
      const ids = constant(this.weight.device, [queries, keys], buckets, "int32");
      const bias = permute(embedding(this.weight, ids), [2, 0, 1]); // [heads, queries, keys]
      return this.see("bias", unsqueeze(bias, 0), ["1", "nhead", "M", "S"]);
    });
  }

  /** [queries, keys] */
  #bucketsOf(queries: number, keys: number, offset: number): Int32Array {
    const buckets = new Int32Array(queries * keys);
    const nearest = 1 - queries - offset; // the first key's position minus the last query's
    const byDistance = Int32Array.from({ length: queries + keys }, (_, i) =>
      bucketOf(nearest + i, this.#buckets),
    );
    for (let query = 0; query < queries; query++) {
      const first = queries - 1 - query;
      buckets.set(byDistance.subarray(first, first + keys), query * keys);
    }
    return buckets;
  }
}
