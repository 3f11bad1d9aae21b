import { type Initializer, normalWith } from "../module/initializers.ts";
import { newParameter, parameterFields } from "../module/parameter-options.ts";
import { normalRow } from "../ops/embedding.ts";
import { defineOptions, type Given } from "../options/define-options.ts";
import { expectCount } from "../options/expect-count.ts";
import { callback, integer } from "../options/fields.ts";
import { expectTensor } from "../tensor/expect-tensor.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { WeightHolder } from "./weight-holder.ts";

const embeddingOptions = defineOptions("Embedding", {
  weightInit: callback<Initializer>({ default: normalWith(1) }),
  /** A row that starts as zeros and gets no gradient; negative ones count from the end. */
  paddingIdx: integer({ optional: true }),
  ...parameterFields,
});

/** Options of `Embedding`. */
export type EmbeddingOptions = Given<typeof embeddingOptions>;

/**
 * A vector for each id: int32 [...] -> [..., embeddingDim]. The weight is
 * [numEmbeddings, embeddingDim]. PyTorch's `nn.Embedding`.
 */
export class Embedding extends WeightHolder {
  readonly paddingIdx: number | undefined;

  constructor(numEmbeddings: number, embeddingDim: number, options: EmbeddingOptions = {}) {
    const { weightInit, paddingIdx: given } = embeddingOptions.complete(options);
    expectCount("Embedding", "numEmbeddings", numEmbeddings, 0);
    expectCount("Embedding", "embeddingDim", embeddingDim, 0);
    const paddingIdx =
      given === undefined ? undefined : normalRow("Embedding", given, numEmbeddings);
    const initialize: Initializer = (...needed) => {
      const initial = weightInit(...needed);
      if (paddingIdx === undefined) return initial;
      const [from, to] = [paddingIdx * embeddingDim, (paddingIdx + 1) * embeddingDim];
      if ("distribution" in initial) return { ...initial, zeros: { from, to } };
      return Float32Array.from(initial).fill(0, from, to);
    };
    super(newParameter([numEmbeddings, embeddingDim], numEmbeddings, initialize, options));
    this.paddingIdx = paddingIdx;
  }

  /** The rows of the weight that the ids name, shown to nobody. */
  rows(ids: Tensor): Tensor {
    expectTensor("Embedding", "ids", ids);
    return this.held.rows(ids, this.paddingIdx);
  }

  protected override extraRepr(): string {
    return `${this.held.shape.join(", ")}${this.paddingIdx === undefined ? "" : `, padding_idx=${this.paddingIdx}`}`;
  }

  forward(ids: Tensor): Tensor {
    this.expect("ids", ids, this.device, "int32");
    const shown = this.see("ids", ids, ["N", "T"]);
    return this.see("output", this.rows(shown), ["N", "T", "E"]);
  }
}
