import type { AttrsOf, JointInputs, Shape } from "@qkv/core-wasm/contract";
import type { Tensor } from "../tensor/tensor.ts";
import { gradientsOf, KernelOptimizer, keptOf, parametersOf } from "./kernel-optimizer.ts";
import { type Move, notBelowZero, type Parameters } from "./optimizer.ts";
import type { ParameterState } from "./parameter-state.ts";

export interface SGDSettings {
  lr: number;
  momentum: number;
  dampening: number;
  weightDecay: number;
  nesterov: boolean;
  maximize: boolean;
}
export type SGDOptions = Readonly<Partial<SGDSettings>>;

const defaults: SGDSettings = {
  lr: 1e-3,
  momentum: 0,
  dampening: 0,
  weightDecay: 0,
  nesterov: false,
  maximize: false,
};

/** Stochastic gradient descent, with momentum in the form of Sutskever et al. 2013. PyTorch's `optim.SGD`. */
export class SGD extends KernelOptimizer<SGDSettings, "sgdStep"> {
  protected override readonly kernel = "sgdStep";

  constructor(params: Parameters<SGDSettings>, options: SGDOptions = {}) {
    super(params, options, defaults, ({ momentum, weightDecay, nesterov, dampening }) =>
      nesterov && (momentum <= 0 || dampening !== 0)
        ? `nesterov with momentum ${momentum} and dampening ${dampening}, expected momentum above 0 and dampening 0`
        : notBelowZero({ momentum, weightDecay }),
    );
  }

  protected override operands(
    moves: readonly Move[],
    { momentum }: SGDSettings,
  ): JointInputs<"sgdStep", Tensor> {
    return {
      parameter: parametersOf(moves),
      gradient: gradientsOf(moves),
      momentumBuffer: momentum === 0 ? undefined : keptOf(moves, "momentum_buffer"),
    };
  }

  /** The first gradient, which makes the buffer, is not dampened. */
  protected override phase({ tensors }: ParameterState): number {
    return Number(tensors.has("momentum_buffer"));
  }

  protected override attributes(
    { lr, momentum, dampening, weightDecay, nesterov, maximize }: SGDSettings,
    state: ParameterState,
  ): AttrsOf<"sgdStep"> {
    return {
      learningRate: lr,
      momentum,
      dampening: this.phase(state) === 0 ? 0 : dampening,
      nesterov,
      weightDecay,
      maximize,
    };
  }

  protected override stateShapes(
    { shape }: Tensor,
    { momentum }: SGDSettings,
  ): Readonly<Record<string, Shape>> {
    return momentum === 0 ? {} : { momentum_buffer: shape };
  }
}
