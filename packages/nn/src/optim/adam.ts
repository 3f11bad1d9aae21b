import type { AttrsOf, JointInputs, Shape } from "@qkv/core-wasm/contract";
import type { Tensor } from "../tensor/tensor.ts";
import { gradientsOf, KernelOptimizer, keptOf, parametersOf } from "./kernel-optimizer.ts";
import { betasInRange, type Move, notBelowZero, type Parameters } from "./optimizer.ts";
import type { ParameterState } from "./parameter-state.ts";

export interface AdamSettings {
  lr: number;
  betas: readonly [number, number];
  eps: number;
  weightDecay: number;
  /** Divide by the largest second moment so far: Reddi et al. 2018. */
  amsgrad: boolean;
  maximize: boolean;
}
export type AdamOptions = Readonly<Partial<AdamSettings>>;
export type AdamWOptions = AdamOptions;

const defaults: AdamSettings = {
  lr: 1e-3,
  betas: [0.9, 0.999],
  eps: 1e-8,
  weightDecay: 0,
  amsgrad: false,
  maximize: false,
};

/** The kernel's formula is Adam's; AdamW differs in where the weight decay enters. */
abstract class AdamFamily extends KernelOptimizer<AdamSettings, "adamStep"> {
  protected override readonly kernel = "adamStep";
  protected abstract readonly decoupledWeightDecay: boolean;

  constructor(params: Parameters<AdamSettings>, options: AdamOptions, weightDecay: number) {
    super(
      params,
      options,
      { ...defaults, weightDecay },
      ({ betas, eps, weightDecay }) => betasInRange(betas) ?? notBelowZero({ eps, weightDecay }),
    );
  }

  protected override operands(
    moves: readonly Move[],
    { amsgrad }: AdamSettings,
  ): JointInputs<"adamStep", Tensor> {
    return {
      parameter: parametersOf(moves),
      gradient: gradientsOf(moves),
      firstMoment: keptOf(moves, "exp_avg"),
      secondMoment: keptOf(moves, "exp_avg_sq"),
      maxSecondMoment: amsgrad ? keptOf(moves, "max_exp_avg_sq") : undefined,
    };
  }

  protected override attributes(
    { lr, betas, eps, weightDecay, maximize }: AdamSettings,
    { step }: ParameterState,
  ): AttrsOf<"adamStep"> {
    return {
      learningRate: lr,
      beta1: betas[0],
      beta2: betas[1],
      eps,
      weightDecay,
      decoupledWeightDecay: this.decoupledWeightDecay,
      maximize,
      step,
    };
  }

  protected override stateShapes(
    { shape }: Tensor,
    { amsgrad }: AdamSettings,
  ): Readonly<Record<string, Shape>> {
    const moments = { exp_avg: shape, exp_avg_sq: shape };
    return amsgrad ? { ...moments, max_exp_avg_sq: shape } : moments;
  }
}

/**
 * Adam: Kingma and Ba, arXiv:1412.6980, with the weight decay as an L2 term of the gradient. PyTorch's `optim.Adam`.
 */
export class Adam extends AdamFamily {
  protected override readonly decoupledWeightDecay = false;

  constructor(params: Parameters<AdamSettings>, options: AdamOptions = {}) {
    super(params, options, 0);
  }
}

/** Adam with decoupled weight decay: Loshchilov and Hutter, arXiv:1711.05101. PyTorch's `optim.AdamW`. */
export class AdamW extends AdamFamily {
  protected override readonly decoupledWeightDecay = true;

  constructor(params: Parameters<AdamSettings>, options: AdamWOptions = {}) {
    super(params, options, 0.01);
  }
}
