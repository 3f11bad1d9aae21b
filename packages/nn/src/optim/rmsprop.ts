import type { Shape } from "@qkv/core-wasm/contract";
import { launch } from "../tensor/launch.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { notBelowZero, Optimizer, type Parameters } from "./optimizer.ts";
import type { ParameterState } from "./parameter-state.ts";

export interface RMSpropSettings {
  lr: number;
  /** Memory of squared gradients. */
  alpha: number;
  eps: number;
  weightDecay: number;
  momentum: number;
  /** Divide by the deviation of the gradients instead of their root mean square: Graves 2013. */
  centered: boolean;
  maximize: boolean;
}
export type RMSpropOptions = Readonly<Partial<RMSpropSettings>>;

const defaults: RMSpropSettings = {
  lr: 1e-2,
  alpha: 0.99,
  eps: 1e-8,
  weightDecay: 0,
  momentum: 0,
  centered: false,
  maximize: false,
};

/** Steps divided by a running root mean square of the gradients: Hinton's lecture 6e. PyTorch's `optim.RMSprop`. */
export class RMSprop extends Optimizer<RMSpropSettings> {
  constructor(params: Parameters<RMSpropSettings>, options: RMSpropOptions = {}) {
    super(params, options, defaults, ({ alpha, eps, weightDecay, momentum }) =>
      notBelowZero({ alpha, eps, weightDecay, momentum }),
    );
  }

  protected override update(
    parameter: Tensor,
    gradient: Tensor,
    { lr, alpha, eps, weightDecay, momentum, centered, maximize }: RMSpropSettings,
    state: ParameterState,
  ): void {
    launch(
      "rmspropStep",
      {
        parameter,
        gradient,
        squareAverage: state.tensor("square_avg"),
        gradientAverage: centered ? state.tensor("grad_avg") : undefined,
        momentumBuffer: momentum > 0 ? state.tensor("momentum_buffer") : undefined,
      },
      { learningRate: lr, alpha, eps, weightDecay, momentum, maximize },
    );
  }

  protected override stateShapes(
    { shape }: Tensor,
    { momentum, centered }: RMSpropSettings,
  ): Readonly<Record<string, Shape>> {
    return {
      square_avg: shape,
      ...(centered ? { grad_avg: shape } : {}),
      ...(momentum > 0 ? { momentum_buffer: shape } : {}),
    };
  }
}
