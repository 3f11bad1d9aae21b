import { Module } from "../module/module.ts";
import type { Fields, GivenOf, OptionTable, WholeOf } from "../options/define-options.ts";
import type { Tensor } from "../tensor/tensor.ts";

/** A loss with its options, as a module. Tensors among the options stay their maker's. */
export interface LossModule<Operands extends readonly Tensor[], Options> extends Module {
  readonly options: Options;
  forward(...operands: Operands): Tensor;
}

/**
 * What the loss classes of PyTorch extend: a module that calls a loss with the options that it is made
 * with. All options of a loss have defaults, or are optional.
 *
 * ```ts
 * export class MSELoss extends lossModule(mseLossOptions, mseLoss) {}
 * ```
 */
/* @__NO_SIDE_EFFECTS__ */
export function lossModule<Operands extends readonly Tensor[], F extends Fields>(
  table: OptionTable<F>,
  loss: (...given: [...Operands, GivenOf<F>?]) => Tensor,
): new (
  options?: GivenOf<F>,
) => LossModule<Operands, WholeOf<F>> {
  return class extends Module {
    readonly options: WholeOf<F>;

    constructor(options = {} as GivenOf<F>) {
      super();
      this.options = table.complete(options, this);
    }

    forward(...operands: Operands): Tensor {
      return loss(...operands, this.options);
    }
  };
}
