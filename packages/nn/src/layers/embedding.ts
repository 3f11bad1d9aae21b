import { type Initializer, normalWith } from "../module/initializers.ts";
import { newParameter, parameterFields } from "../module/parameter-options.ts";
import { normalRow } from "../ops/embedding.ts";
import { defineOptions, type Given } from "../options/define-options.ts";
import { anything, integer } from "../options/fields.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { WeightHolder } from "./weight-holder.ts";

const embeddingOptions = defineOptions("Embedding", {
  weightInit: anything<Initializer>({ default: normalWith(1) }),
  /** A row that starts as zeros and gets no gradient; negative ones count from the end. */
  paddingIdx: integer({ optional: true }),
  ...parameterFields,
});

export type EmbeddingOptions = Given<typeof embeddingOptions>;

/**
 * A vector for each id: int32 [...] -> [..., embeddingDim]. The weight is
 * [numEmbeddings, embeddingDim]. PyTorch's `nn.Embedding`.
 */
export class Embedding extends WeightHolder {
  readonly paddingIdx: number | undefined;

  constructor(numEmbeddings: number, embeddingDim: number, options: EmbeddingOptions = {}) {
    const { weightInit, paddingIdx: given } = embeddingOptions.complete(options);
    const paddingIdx =
      given === undefined ? undefined : normalRow("Embedding", given, numEmbeddings);
    const start = paddingIdx === undefined ? undefined : paddingIdx * embeddingDim;
    const initialize: Initializer = (size, fanIn, generator) => {
      const values = Float32Array.from(weightInit(size, fanIn, generator));
      return start === undefined ? values : values.fill(0, start, start + embeddingDim);
    };
    super(newParameter([numEmbeddings, embeddingDim], numEmbeddings, initialize, options));
    this.paddingIdx = paddingIdx;
  }

  /** The rows of the weight that the ids name, shown to nobody. */
  rows(ids: Tensor): Tensor {
    return this.held.rows(ids, this.paddingIdx);
  }

  forward(ids: Tensor): Tensor {
    this.expect("ids", ids, this.device, "int32");
    const shown = this.see("ids", ids, ["N", "T"]);
    return this.see("output", this.rows(shown), ["N", "T", "E"]);
  }
}
