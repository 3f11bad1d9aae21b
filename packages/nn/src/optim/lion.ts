import type { AttrsOf, JointInputs, Shape } from "@qkv/core-wasm/contract";
import type { Tensor } from "../tensor/tensor.ts";
import { gradientsOf, KernelOptimizer, keptOf, parametersOf } from "./kernel-optimizer.ts";
import { betasInRange, type Move, notBelowZero, type Parameters } from "./optimizer.ts";

export interface LionSettings {
  lr: number;
  betas: readonly [number, number];
  weightDecay: number;
}
export type LionOptions = Readonly<Partial<LionSettings>>;

const defaults: LionSettings = { lr: 1e-4, betas: [0.9, 0.99], weightDecay: 0 };

/**
 * Steps of the sign of an interpolation between momentum and gradient: Chen et al. 2023, arXiv:2302.06675. Names and
 * defaults of the authors' PyTorch program (github.com/google/automl/blob/master/lion/lion_pytorch.py).
 */
export class Lion extends KernelOptimizer<LionSettings, "lionStep"> {
  protected override readonly kernel = "lionStep";

  constructor(params: Parameters<LionSettings>, options: LionOptions = {}) {
    super(
      params,
      options,
      defaults,
      ({ betas, weightDecay }) => betasInRange(betas) ?? notBelowZero({ weightDecay }),
    );
  }

  protected override operands(moves: readonly Move[]): JointInputs<"lionStep", Tensor> {
    return {
      parameter: parametersOf(moves),
      gradient: gradientsOf(moves),
      momentum: keptOf(moves, "exp_avg"),
    };
  }

  protected override attributes({ lr, betas, weightDecay }: LionSettings): AttrsOf<"lionStep"> {
    return { learningRate: lr, beta1: betas[0], beta2: betas[1], weightDecay };
  }

  protected override stateShapes({ shape }: Tensor): Readonly<Record<string, Shape>> {
    return { exp_avg: shape };
  }
}
