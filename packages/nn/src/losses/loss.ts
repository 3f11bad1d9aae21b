import { Module } from "../module/module.ts";
import type { Tensor } from "../tensor/tensor.ts";

/** A loss with its options, as a module; PyTorch's loss classes. Tensors among the options stay their maker's. */
export abstract class Loss<Options extends object> extends Module {
  readonly options: Options;

  constructor(options: Options) {
    super();
    this.options = options;
  }

  abstract forward(...operands: readonly Tensor[]): Tensor;
}
