import { Linear } from "../layers/linear.ts";
import type { Initializer } from "../module/initializers.ts";
import { Module } from "../module/module.ts";
import type { ParameterOptions } from "../module/parameter-options.ts";
import type { Tensor } from "../tensor/tensor.ts";
import type { GptConfig } from "./gpt-config.ts";

export interface MlpOptions extends ParameterOptions {
  readonly dModel: number;
  readonly activation: GptConfig["activation"];
  readonly bias?: boolean;
  readonly weightInit?: Initializer;
  readonly biasInit?: Initializer;
  readonly projectionInit?: Initializer;
}

/** The position-wise feed-forward network: to four times the width, an activation, and back. */
export class Mlp extends Module {
  readonly activation: GptConfig["activation"];
  /** dModel -> 4 dModel */
  readonly hidden: Linear;
  /** 4 dModel -> dModel */
  readonly projection: Linear;

  constructor({ dModel, activation, projectionInit, ...options }: MlpOptions) {
    super();
    this.activation = activation;
    this.hidden = this.child("c_fc", new Linear(dModel, 4 * dModel, { ...options, axis: "4 E" }));
    const weightInit = projectionInit ? { weightInit: projectionInit } : {};
    this.projection = this.child(
      "c_proj",
      new Linear(4 * dModel, dModel, { ...options, ...weightInit, axis: "E" }),
    );
  }

  /** The activated hidden layer: [..., dModel] -> [..., 4 dModel]. */
  expand(x: Tensor): Tensor {
    const hidden = this.hidden.forward(x, { activation: this.activation });
    return this.see("activated", hidden, ["N", "T", "4 E"]);
  }

  forward(x: Tensor): Tensor {
    return this.projection.forward(this.expand(x));
  }
}
