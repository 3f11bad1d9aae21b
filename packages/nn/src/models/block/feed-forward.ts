import { Dropout } from "../../layers/dropout.ts";
import { Linear } from "../../layers/linear.ts";
import { filledWith, normalWith } from "../../module/initializers.ts";
import { Module } from "../../module/module.ts";
import type { ParameterOptions } from "../../module/parameter-options.ts";
import { gelu } from "../../ops/gelu.ts";
import { mul } from "../../ops/mul.ts";
import { relu } from "../../ops/relu.ts";
import { silu } from "../../ops/silu.ts";
import { split } from "../../ops/split.ts";
import { square } from "../../ops/square.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import type { BlockNames } from "./block-names.ts";
import type { BlockOptions, FeedForwardActivation } from "./block-options.ts";

/** The position-wise feed-forward network: to a larger width, an activation, perhaps a gate, and back. */
export class FeedForward extends Module {
  readonly activation: FeedForwardActivation;
  /** dModel -> width, or, packed with its gate, 2 width */
  readonly hidden: Linear;
  /** dModel -> width, whose activation multiplies the hidden layer. */
  readonly gate: Linear | undefined;
  /** width -> dModel */
  readonly projection: Linear;
  readonly #packed: boolean;
  readonly #dropout: Dropout;
  readonly #axis: string;

  constructor(
    { dModel, feedForward, initial, dropout }: BlockOptions,
    names: BlockNames["feedForward"],
    options: ParameterOptions,
  ) {
    super();
    const { width, activation, bias, gated } = feedForward;
    const linear = { ...options, bias, biasInit: filledWith(0) };
    const weightInit = normalWith(initial.weights);
    const axisOf = (size: number) => (size % dModel === 0 ? `${size / dModel} E` : "hidden");
    const expand = (name: string, to = width) =>
      this.child(name, new Linear(dModel, to, { ...linear, weightInit, axis: axisOf(to) }));
    this.activation = activation;
    this.#packed = gated === "packed";
    this.#axis = axisOf(width);
    this.hidden = expand(names.expand, this.#packed ? 2 * width : width);
    this.gate = gated === true ? expand(names.gate ?? "gate_proj") : undefined;
    const projectionInit = normalWith(initial.projections);
    this.projection = this.child(
      names.project,
      new Linear(width, dModel, { ...linear, weightInit: projectionInit, axis: "E" }),
    );
    this.#dropout = this.child("activation_dropout", new Dropout(dropout.activation ?? 0, options));
  }

  /** The activated hidden layer: [..., dModel] -> [..., width]. */
  expand(x: Tensor): Tensor {
    const dropped = this.#dropout.active ? this.#dropout.forward(this.#hidden(x)) : this.#hidden(x);
    return this.see("activated", dropped, ["N", "T", this.#axis]);
  }

  forward(x: Tensor): Tensor {
    return this.projection.forward(this.expand(x));
  }

  #hidden(x: Tensor): Tensor {
    if (this.#packed) {
      const both = this.hidden.forward(x); // [..., 2 width]
      const [gate, up] = split(both, both.shape.at(-1)! / 2, -1);
      return mul(activations[this.activation](gate!), up!);
    }
    const { activation } = this;
    if (this.gate) return mul(activated(this.gate, x, activation), this.hidden.forward(x));
    return activated(this.hidden, x, activation);
  }
}

/** activation(linear(x)), in the pass of the product where that can be. */
export function activated(linear: Linear, x: Tensor, activation: FeedForwardActivation): Tensor {
  if (activation === "silu") return silu(linear.forward(x));
  if (activation === "reluSquared") return square(linear.forward(x, { activation: "relu" }));
  return linear.forward(x, { activation });
}

/** The activations by their names. */
export const activations: Readonly<Record<FeedForwardActivation, (x: Tensor) => Tensor>> = {
  gelu: (x) => gelu(x),
  geluTanh: (x) => gelu(x, { approximate: "tanh" }),
  relu,
  reluSquared: (x) => square(relu(x)),
  silu,
};
