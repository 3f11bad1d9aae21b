import { embedding } from "../ops/embedding.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { type Initializer, normalWith } from "./initializers.ts";
import { Module } from "./module.ts";
import { newParameter, type ParameterOptions } from "./parameter-options.ts";

export interface EmbeddingOptions extends ParameterOptions {
  readonly weightInit?: Initializer;
}

/** A vector for each id: int32 [...] -> [..., embeddingDim]. PyTorch's `nn.Embedding`. */
export class Embedding extends Module {
  /** [numEmbeddings, embeddingDim] */
  readonly weight: Tensor;

  constructor(numEmbeddings: number, embeddingDim: number, options: EmbeddingOptions = {}) {
    super();
    const { weightInit = normalWith(1) } = options;
    const shape = [numEmbeddings, embeddingDim];
    this.weight = this.parameter("weight", newParameter(shape, numEmbeddings, weightInit, options));
  }

  forward(ids: Tensor): Tensor {
    return this.see("output", embedding(this.weight, ids));
  }
}
