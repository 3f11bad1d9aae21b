import { Module } from "../module/module.ts";
import type { Fields, GivenOf, OptionTable, WholeOf } from "../options/define-options.ts";
import type { Tensor } from "../tensor/tensor.ts";

/** A loss with its options, as a module. Tensors among the options stay their maker's. */
export class Loss<Operands extends readonly (Tensor | number)[], Options> extends Module {
  readonly options: Options;
  readonly #loss: (...given: [...Operands, Options]) => Tensor;

  constructor(options: Options, loss: (...given: [...Operands, Options]) => Tensor) {
    super();
    this.options = options;
    this.#loss = loss;
  }

  forward(...operands: Operands): Tensor {
    return this.#loss(...operands, this.options);
  }
}

/**
 * What the loss classes of PyTorch extend: a module that calls a loss with the options that it is made with, all of
 * which have defaults or are optional.
 *
 * ```ts
 * export class MSELoss extends lossModule(mseLossOptions, mseLoss) {}
 * ```
 */
/* @__NO_SIDE_EFFECTS__ */
export function lossModule<Operands extends readonly (Tensor | number)[], F extends Fields>(
  table: OptionTable<F>,
  loss: (...given: [...Operands, GivenOf<F>?]) => Tensor,
): new (
  options?: GivenOf<F>,
) => Loss<Operands, WholeOf<F>> {
  return class extends Loss<Operands, WholeOf<F>> {
    constructor(options = {} as GivenOf<F>) {
      super(table.complete(options, new.target.name), loss);
    }
  };
}
