import type { AttrsOf, JointInputs, Shape } from "@qkv/core-wasm/contract";
import type { Tensor } from "../tensor/tensor.ts";
import { gradientsOf, KernelOptimizer, keptOf, parametersOf } from "./kernel-optimizer.ts";
import { type Move, notBelowZero, type Parameters } from "./optimizer.ts";

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
export class RMSprop extends KernelOptimizer<RMSpropSettings, "rmspropStep"> {
  protected override readonly kernel = "rmspropStep";

  constructor(params: Parameters<RMSpropSettings>, options: RMSpropOptions = {}) {
    super(params, options, defaults, ({ alpha, eps, weightDecay, momentum }) =>
      notBelowZero({ alpha, eps, weightDecay, momentum }),
    );
  }

  protected override operands(
    moves: readonly Move[],
    { momentum, centered }: RMSpropSettings,
  ): JointInputs<"rmspropStep", Tensor> {
    return {
      parameter: parametersOf(moves),
      gradient: gradientsOf(moves),
      squareAverage: keptOf(moves, "square_avg"),
      gradientAverage: centered ? keptOf(moves, "grad_avg") : undefined,
      momentumBuffer: momentum > 0 ? keptOf(moves, "momentum_buffer") : undefined,
    };
  }

  protected override attributes({
    lr,
    alpha,
    eps,
    weightDecay,
    momentum,
    maximize,
  }: RMSpropSettings): AttrsOf<"rmspropStep"> {
    return { learningRate: lr, alpha, eps, weightDecay, momentum, maximize };
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
