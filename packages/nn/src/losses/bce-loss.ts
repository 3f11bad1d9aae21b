import { expectShape } from "@qkv/core-wasm/contract";
import { noGrad, wantsGrad } from "../autograd/grad-mode.ts";
import { record } from "../autograd/record.ts";
import { filled } from "../op-definition/constant.ts";
import { reduceLoss, reductionField } from "../op-definition/reduce-loss.ts";
import { add } from "../ops/add.ts";
import { clamp } from "../ops/clamp.ts";
import { div } from "../ops/div.ts";
import { inRange } from "../ops/in-range.ts";
import { log } from "../ops/log.ts";
import { mul } from "../ops/mul.ts";
import { neg } from "../ops/neg.ts";
import { sub } from "../ops/sub.ts";
import { defineOptions, type Given } from "../options/define-options.ts";
import { instance } from "../options/fields.ts";
import { expectTensor } from "../tensor/expect-tensor.ts";
import { scope } from "../tensor/scope.ts";
import { Tensor } from "../tensor/tensor.ts";
import { lossModule } from "./loss.ts";

const bceLossOptions = defineOptions("bceLoss", {
  /** Broadcast to x: how much each element counts. */
  weight: instance(Tensor, { optional: true }),
  reduction: reductionField,
});

/** A weight for each element, and how they become one number: PyTorch's `F.binary_cross_entropy`. */
export type BceLossOptions = Given<typeof bceLossOptions>;

/** PyTorch's bounds: no logarithm below -100, and none of its gradients above 1e12. */
const LEAST_LOG = -100;
const LEAST_VARIANCE = 1e-12;

/** dx = dy (x - t) / max(x (1 - x), 1e-12), dt = dy (ln(1 - x) - ln x) */
function binaryCrossEntropies(x: Tensor, target: Tensor): Tensor {
  const one = filled(x.device, [], 1);
  const losses = noGrad(() => {
    const yes = mul(target, clamp(log(x), { min: LEAST_LOG }));
    const no = mul(sub(one, target), clamp(log(sub(one, x)), { min: LEAST_LOG }));
    return neg(add(yes, no));
  });
  if (!wantsGrad(x, target)) return losses;
  const saved = { x: x.retain(), target: target.retain() };
  record("bceLoss", {}, { x, target }, losses, saved, ({ gradient, wants }) => {
    const whole = filled(x.device, [], 1);
    const rest = sub(whole, saved.x);
    const variance = clamp(mul(saved.x, rest), { min: LEAST_VARIANCE });
    return {
      x: wants.x ? div(mul(gradient, sub(saved.x, saved.target)), variance) : undefined,
      target: wants.target ? mul(gradient, sub(log(rest), log(saved.x))) : undefined,
    };
  });
  return losses;
}

/**
 * -target ln x - (1 - target) ln(1 - x), averaged, for probabilities x and target.
 * PyTorch's `F.binary_cross_entropy`.
 *
 * @throws RangeError for a value that is not from 0 to 1; on WebGPU when something is read
 */
export function bceLoss(x: Tensor, target: Tensor, options: BceLossOptions = {}): Tensor {
  expectTensor("bceLoss", "x", x);
  expectTensor("bceLoss", "target", target);
  const { weight, reduction } = bceLossOptions.complete(options);
  expectShape("bceLoss", "target", target.shape, x.shape);
  return scope(() => {
    const losses = binaryCrossEntropies(
      inRange("bceLoss: x", x, { from: 0, to: 1 }),
      inRange("bceLoss: target", target, { from: 0, to: 1 }),
    );
    return reduceLoss(weight ? mul(losses, weight) : losses, reduction);
  });
}

/** `bceLoss` as a module; PyTorch's `nn.BCELoss`. */
export class BCELoss extends lossModule(bceLossOptions, bceLoss) {}
