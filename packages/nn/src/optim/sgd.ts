import type { Shape } from "@qkv/core-wasm/contract";
import { launch } from "../tensor/launch.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { notBelowZero, Optimizer, type Parameters } from "./optimizer.ts";
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
export class SGD extends Optimizer<SGDSettings> {
  constructor(params: Parameters<SGDSettings>, options: SGDOptions = {}) {
    super(params, options, defaults, ({ momentum, weightDecay, nesterov, dampening }) =>
      nesterov && (momentum <= 0 || dampening !== 0)
        ? `nesterov with momentum ${momentum} and dampening ${dampening}, expected momentum above 0 and dampening 0`
        : notBelowZero({ momentum, weightDecay }),
    );
  }

  protected override update(
    parameter: Tensor,
    gradient: Tensor,
    { lr, momentum, dampening, weightDecay, nesterov, maximize }: SGDSettings,
    state: ParameterState,
  ): void {
    const first = !state.tensors.has("momentum_buffer"); // the first gradient is not dampened
    launch(
      "sgdStep",
      {
        parameter,
        gradient,
        momentumBuffer: momentum === 0 ? undefined : state.tensor("momentum_buffer"),
      },
      {
        learningRate: lr,
        momentum,
        dampening: first ? 0 : dampening,
        nesterov,
        weightDecay,
        maximize,
      },
    );
  }

  protected override stateShapes(
    { shape }: Tensor,
    { momentum }: SGDSettings,
  ): Readonly<Record<string, Shape>> {
    return momentum === 0 ? {} : { momentum_buffer: shape };
  }
}
