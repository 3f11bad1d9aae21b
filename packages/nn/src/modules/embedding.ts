import { embedding, normalRow } from "../ops/embedding.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { expectOptions } from "./expect-options.ts";
import { type Initializer, normalWith } from "./initializers.ts";
import { Module } from "./module.ts";
import { newParameter, type ParameterOptions } from "./parameter-options.ts";

export interface EmbeddingOptions extends ParameterOptions {
  readonly weightInit?: Initializer;
  /** A row that starts as zeros and gets no gradient; negative ones count from the end. */
  readonly paddingIdx?: number;
}

/** A vector for each id: int32 [...] -> [..., embeddingDim]. PyTorch's `nn.Embedding`. */
export class Embedding extends Module {
  /** [numEmbeddings, embeddingDim] */
  readonly weight: Tensor;
  readonly paddingIdx: number | undefined;

  constructor(numEmbeddings: number, embeddingDim: number, options: EmbeddingOptions = {}) {
    super();
    expectOptions("Embedding", options, ["weightInit", "paddingIdx", "generator", "device"]);
    const { weightInit = normalWith(1), paddingIdx } = options;
    if (paddingIdx !== undefined)
      this.paddingIdx = normalRow("Embedding", paddingIdx, numEmbeddings);
    const start = this.paddingIdx === undefined ? undefined : this.paddingIdx * embeddingDim;
    const initialize: Initializer = (size, fanIn, generator) => {
      const values = Float32Array.from(weightInit(size, fanIn, generator));
      return start === undefined ? values : values.fill(0, start, start + embeddingDim);
    };
    const shape = [numEmbeddings, embeddingDim];
    this.weight = this.parameter("weight", newParameter(shape, numEmbeddings, initialize, options));
  }

  forward(ids: Tensor): Tensor {
    const { paddingIdx, weight } = this;
    this.expect("ids", ids, weight.device, "int32");
    const shown = this.see("ids", ids, ["N", "T"]);
    return this.see("output", embedding(weight, shown, { paddingIdx }), ["N", "T", "E"]);
  }
}
