import type { Shape } from "@qkv/core-wasm/contract";
import { launch } from "../tensor/launch.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { notBelowZero, Optimizer, type Parameters } from "./optimizer.ts";
import type { ParameterState } from "./parameter-state.ts";

export interface AdagradSettings {
  lr: number;
  /** The rate of step t, from 0, is lr / (1 + t lrDecay). */
  lrDecay: number;
  weightDecay: number;
  initialAccumulatorValue: number;
  eps: number;
  maximize: boolean;
}
export type AdagradOptions = Readonly<Partial<AdagradSettings>>;

const defaults: AdagradSettings = {
  lr: 1e-2,
  lrDecay: 0,
  weightDecay: 0,
  initialAccumulatorValue: 0,
  eps: 1e-10,
  maximize: false,
};

/** Steps divided by the root of all squared gradients so far: Duchi et al., JMLR 2011. PyTorch's `optim.Adagrad`. */
export class Adagrad extends Optimizer<AdagradSettings> {
  constructor(params: Parameters<AdagradSettings>, options: AdagradOptions = {}) {
    super(params, options, defaults, ({ lrDecay, weightDecay, initialAccumulatorValue, eps }) =>
      notBelowZero({ lrDecay, weightDecay, initialAccumulatorValue, eps }),
    );
  }

  protected override update(
    parameter: Tensor,
    gradient: Tensor,
    { lr, lrDecay, weightDecay, initialAccumulatorValue, eps, maximize }: AdagradSettings,
    state: ParameterState,
  ): void {
    const sum = state.tensor("sum", { fill: initialAccumulatorValue });
    const learningRate = lr / (1 + (state.step - 1) * lrDecay);
    launch(
      "adagradStep",
      { parameter, gradient, sum },
      { learningRate, eps, weightDecay, maximize },
    );
  }

  protected override stateShapes({ shape }: Tensor): Readonly<Record<string, Shape>> {
    return { sum: shape };
  }
}
