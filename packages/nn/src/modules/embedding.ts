import { embedding, normalRow } from "../ops/embedding.ts";
import { quantizedEmbedding } from "../ops/quantized-embedding.ts";
import type { Device } from "../tensor/device.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { expectOptions } from "./expect-options.ts";
import { type Initializer, normalWith } from "./initializers.ts";
import { Module } from "./module.ts";
import { newParameter, type ParameterOptions } from "./parameter-options.ts";
import { QuantizedWeight } from "./quantized-weight.ts";

export interface EmbeddingOptions extends ParameterOptions {
  readonly weightInit?: Initializer;
  /** A row that starts as zeros and gets no gradient; negative ones count from the end. */
  readonly paddingIdx?: number;
}

/** A vector for each id: int32 [...] -> [..., embeddingDim]. PyTorch's `nn.Embedding`. */
export class Embedding extends Module {
  #weight: Tensor | QuantizedWeight;
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
    this.#weight = this.parameter(
      "weight",
      newParameter(shape, numEmbeddings, initialize, options),
    );
  }

  /** [numEmbeddings, embeddingDim] */
  get weight(): Tensor {
    if (this.#weight instanceof QuantizedWeight) this.refuseQuantized(this.#weight);
    return this.#weight;
  }

  /** The weight since `quantize`. */
  get quantized(): QuantizedWeight | undefined {
    return this.#weight instanceof QuantizedWeight ? this.#weight : undefined;
  }

  get device(): Device {
    return this.#weight.device;
  }

  /** Take this in the place of the weight, which the caller frees. See `quantize`. */
  takeQuantized(quantized: QuantizedWeight): void {
    this.replaceParameter("weight", quantized);
    this.#weight = quantized;
  }

  /** The rows of the weight that the ids name, shown to nobody. */
  rows(ids: Tensor): Tensor {
    const { paddingIdx } = this;
    const weight = this.#weight;
    if (weight instanceof QuantizedWeight) return quantizedEmbedding(weight, ids);
    return embedding(weight, ids, { paddingIdx });
  }

  forward(ids: Tensor): Tensor {
    this.expect("ids", ids, this.device, "int32");
    const shown = this.see("ids", ids, ["N", "T"]);
    return this.see("output", this.rows(shown), ["N", "T", "E"]);
  }
}
