import { Linear } from "../../layers/linear.ts";
import { filledWith, normalWith } from "../../module/initializers.ts";
import { Module } from "../../module/module.ts";
import type { ParameterOptions } from "../../module/parameter-options.ts";
import { mul } from "../../ops/mul.ts";
import { silu } from "../../ops/silu.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import type { DecoderNames } from "./decoder-names.ts";
import type { DecoderActivation, DecoderOptions } from "./decoder-options.ts";

/** The position-wise feed-forward network: to a larger width, an activation, perhaps a gate, and back. */
export class FeedForward extends Module {
  readonly activation: DecoderActivation;
  /** dModel -> width */
  readonly hidden: Linear;
  /** dModel -> width, whose activation multiplies the hidden layer. */
  readonly gate: Linear | undefined;
  /** width -> dModel */
  readonly projection: Linear;
  readonly #axis: string;

  constructor(
    { dModel, feedForward, initial }: DecoderOptions,
    names: DecoderNames["feedForward"],
    options: ParameterOptions,
  ) {
    super();
    const { width, activation, bias, gated } = feedForward;
    const linear = { ...options, bias, biasInit: filledWith(0) };
    const weightInit = normalWith(initial.weights);
    const axis = width % dModel === 0 ? `${width / dModel} E` : "hidden";
    const expand = (name: string) =>
      this.child(name, new Linear(dModel, width, { ...linear, weightInit, axis }));
    this.activation = activation;
    this.#axis = axis;
    this.hidden = expand(names.expand);
    this.gate = gated ? expand(names.gate ?? "gate_proj") : undefined;
    const projectionInit = normalWith(initial.projections);
    this.projection = this.child(
      names.project,
      new Linear(width, dModel, { ...linear, weightInit: projectionInit, axis: "E" }),
    );
  }

  /** The activated hidden layer: [..., dModel] -> [..., width]. */
  expand(x: Tensor): Tensor {
    const hidden = this.gate
      ? mul(this.#activated(this.gate, x), this.hidden.forward(x))
      : this.#activated(this.hidden, x);
    return this.see("activated", hidden, ["N", "T", this.#axis]);
  }

  forward(x: Tensor): Tensor {
    return this.projection.forward(this.expand(x));
  }

  #activated(linear: Linear, x: Tensor): Tensor {
    const { activation } = this;
    return activation === "silu" ? silu(linear.forward(x)) : linear.forward(x, { activation });
  }
}
