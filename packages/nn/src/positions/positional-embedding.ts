import { Dropout } from "../layers/dropout.ts";
import { type Initializer, normalWith } from "../module/initializers.ts";
import { Module } from "../module/module.ts";
import { newParameter, parameterFields, parameterOptions } from "../module/parameter-options.ts";
import { add } from "../ops/add.ts";
import { slice } from "../ops/slice.ts";
import { defineOptions, type Given } from "../options/define-options.ts";
import { expectCount } from "../options/expect-count.ts";
import { callback, number } from "../options/fields.ts";
import { expectTensor } from "../tensor/expect-tensor.ts";
import { scope } from "../tensor/scope.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { expectTokens, type PositionOptions, positionOptions } from "./position-options.ts";

const moduleOptions = defineOptions("PositionalEmbedding", {
  /** Of the sum; none unless given. */
  dropout: number({ from: 0, to: 1, default: 0 }),
  weightInit: callback<Initializer>({ default: normalWith(1) }),
  ...parameterFields,
});

/** Dropout and initial values of a `PositionalEmbedding`, and where it is made. */
export type PositionalEmbeddingOptions = Given<typeof moduleOptions>;

/** x plus a learned vector for each position, then dropout: [..., tokens, dModel]. */
export class PositionalEmbedding extends Module {
  /** [maxLength, dModel] */
  readonly weight: Tensor;
  readonly #dropout: Dropout;

  constructor(maxLength: number, dModel: number, options: PositionalEmbeddingOptions = {}) {
    super();
    const { dropout, weightInit } = moduleOptions.complete(options);
    expectCount("PositionalEmbedding", "maxLength", maxLength);
    expectCount("PositionalEmbedding", "dModel", dModel);
    const shape = [maxLength, dModel];
    this.weight = this.parameter("weight", newParameter(shape, maxLength, weightInit, options));
    this.#dropout = this.child("dropout", new Dropout(dropout, parameterOptions(options)));
  }

  forward(x: Tensor, options: PositionOptions = {}): Tensor {
    expectTensor(this.path, "x", x);
    const { offset } = positionOptions.complete(options, this);
    const [maxLength, dModel] = this.weight.shape as [number, number];
    const tokens = expectTokens(this.path, x.shape, dModel);
    if (offset + tokens > maxLength) this.refuse("x", x, `at most ${maxLength - offset} tokens`);
    return scope(() => {
      const positions = slice(this.weight, 0, offset, offset + tokens);
      const shown = this.see("positions", positions, ["T", "E"]);
      return this.see("output", this.#dropout.forward(add(x, shown)), ["N", "T", "E"]);
    });
  }
}
