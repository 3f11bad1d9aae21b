import { expectShape } from "@qkv/core-wasm/contract";
import { reductionField } from "../op-definition/reduce-loss.ts";
import { abs } from "../ops/abs.ts";
import { sub } from "../ops/sub.ts";
import { defineOptions, type Given } from "../options/define-options.ts";
import { instance } from "../options/fields.ts";
import { expectTensor } from "../tensor/expect-tensor.ts";
import { scope } from "../tensor/scope.ts";
import { Tensor } from "../tensor/tensor.ts";
import { lossModule } from "./loss.ts";
import { weightedLoss } from "./weighted-loss.ts";

const l1LossOptions = defineOptions("l1Loss", {
  reduction: reductionField,
  /** Of x's shape: how much each element counts. */
  weight: instance(Tensor, { optional: true }),
});

/** How the losses become one: PyTorch's `F.l1_loss`. */
export type L1LossOptions = Given<typeof l1LossOptions>;

/** |x - target|, averaged. PyTorch's `F.l1_loss`; x and target must be of one shape. */
export function l1Loss(x: Tensor, target: Tensor, options: L1LossOptions = {}): Tensor {
  expectTensor("l1Loss", "x", x);
  expectTensor("l1Loss", "target", target);
  const { reduction, weight } = l1LossOptions.complete(options);
  expectShape("l1Loss", "target", target.shape, x.shape);
  return scope(() => weightedLoss("l1Loss", abs(sub(x, target)), weight, reduction));
}

/** `l1Loss` as a module; PyTorch's `nn.L1Loss`. */
export class L1Loss extends lossModule(l1LossOptions, l1Loss) {}
