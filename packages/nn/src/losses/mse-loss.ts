import { expectShape } from "@qkv/core-wasm/contract";
import { reductionField } from "../op-definition/reduce-loss.ts";
import { square } from "../ops/square.ts";
import { sub } from "../ops/sub.ts";
import { defineOptions, type Given } from "../options/define-options.ts";
import { instance } from "../options/fields.ts";
import { expectTensor } from "../tensor/expect-tensor.ts";
import { scope } from "../tensor/scope.ts";
import { Tensor } from "../tensor/tensor.ts";
import { lossModule } from "./loss.ts";
import { weightedLoss } from "./weighted-loss.ts";

const mseLossOptions = defineOptions("mseLoss", {
  reduction: reductionField,
  /** Of x's shape: how much each element counts. */
  weight: instance(Tensor, { optional: true }),
});

/** How the losses become one: PyTorch's `F.mse_loss`. */
export type MseLossOptions = Given<typeof mseLossOptions>;

/** (x - target)^2, averaged. PyTorch's `F.mse_loss`; x and target must be of one shape. */
export function mseLoss(x: Tensor, target: Tensor, options: MseLossOptions = {}): Tensor {
  expectTensor("mseLoss", "x", x);
  expectTensor("mseLoss", "target", target);
  const { reduction, weight } = mseLossOptions.complete(options);
  expectShape("mseLoss", "target", target.shape, x.shape);
  return scope(() => weightedLoss("mseLoss", square(sub(x, target)), weight, reduction));
}

/** `mseLoss` as a module; PyTorch's `nn.MSELoss`. */
export class MSELoss extends lossModule(mseLossOptions, mseLoss) {}
