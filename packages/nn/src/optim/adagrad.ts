import type { AttrsOf, JointInputs, Shape } from "@qkv/core-wasm/contract";
import type { Tensor } from "../tensor/tensor.ts";
import { gradientsOf, KernelOptimizer, keptOf, parametersOf } from "./kernel-optimizer.ts";
import { type Move, notBelowZero, type Parameters } from "./optimizer.ts";
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
export class Adagrad extends KernelOptimizer<AdagradSettings, "adagradStep"> {
  protected override readonly kernel = "adagradStep";

  constructor(params: Parameters<AdagradSettings>, options: AdagradOptions = {}) {
    super(params, options, defaults, ({ lrDecay, weightDecay, initialAccumulatorValue, eps }) =>
      notBelowZero({ lrDecay, weightDecay, initialAccumulatorValue, eps }),
    );
  }

  protected override operands(
    moves: readonly Move[],
    { initialAccumulatorValue }: AdagradSettings,
  ): JointInputs<"adagradStep", Tensor> {
    return {
      parameter: parametersOf(moves),
      gradient: gradientsOf(moves),
      sum: keptOf(moves, "sum", initialAccumulatorValue),
    };
  }

  protected override attributes(
    { lr, lrDecay, weightDecay, eps, maximize }: AdagradSettings,
    { step }: ParameterState,
  ): AttrsOf<"adagradStep"> {
    return { learningRate: lr / (1 + (step - 1) * lrDecay), eps, weightDecay, maximize };
  }

  protected override stateShapes({ shape }: Tensor): Readonly<Record<string, Shape>> {
    return { sum: shape };
  }
}
