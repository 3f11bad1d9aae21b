import { Linear } from "../../layers/linear.ts";
import { filledWith, normalWith } from "../../module/initializers.ts";
import { Module } from "../../module/module.ts";
import type { ParameterOptions } from "../../module/parameter-options.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import type { DecoderNames } from "./decoder-names.ts";
import type { Activation, DecoderOptions } from "./decoder-options.ts";

/** The position-wise feed-forward network: to a larger width, an activation, and back. */
export class FeedForward extends Module {
  readonly activation: Activation;
  /** dModel -> width */
  readonly hidden: Linear;
  /** width -> dModel */
  readonly projection: Linear;
  readonly #axis: string;

  constructor(
    { dModel, feedForward, initial }: DecoderOptions,
    names: DecoderNames["feedForward"],
    options: ParameterOptions,
  ) {
    super();
    const { width, activation, bias } = feedForward;
    const linear = { ...options, bias, biasInit: filledWith(0) };
    this.activation = activation;
    this.#axis = width % dModel === 0 ? `${width / dModel} E` : "hidden";
    this.hidden = this.child(
      names.expand,
      new Linear(dModel, width, {
        ...{ ...linear, weightInit: normalWith(initial.weights), axis: this.#axis },
      }),
    );
    this.projection = this.child(
      names.project,
      new Linear(width, dModel, {
        ...{ ...linear, weightInit: normalWith(initial.projections), axis: "E" },
      }),
    );
  }

  /** The activated hidden layer: [..., dModel] -> [..., width]. */
  expand(x: Tensor): Tensor {
    const hidden = this.hidden.forward(x, { activation: this.activation });
    return this.see("activated", hidden, ["N", "T", this.#axis]);
  }

  forward(x: Tensor): Tensor {
    return this.projection.forward(this.expand(x));
  }
}
