import { noGrad } from "../autograd/grad-mode.ts";
import { scope } from "../tensor/scope.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { ne } from "./compare.ts";
import { indexSelect } from "./index-select.ts";
import { mul } from "./mul.ts";
import { reshape } from "./reshape.ts";
import { sum } from "./sum.ts";
import { toFloat } from "./to-float.ts";
import { where } from "./where.ts";

export interface CountedTargets {
  /** int32, of any shape. */
  readonly target: Tensor;
  /** [classes]: how much the targets of each class count; each is 1 unless given. */
  readonly weight?: Tensor | undefined;
  readonly ignoreIndex: number;
}

/** The sum of the weights of the targets that are not ignored: what a mean of `crossEntropy` is divided by, a tensor []. */
export const countTargets = ({ target, weight, ignoreIndex }: CountedTargets): Tensor =>
  noGrad(() =>
    scope(() => {
      const counted = ne(target, ignoreIndex);
      if (!weight) return toFloat(sum(counted));
      const ids = reshape(where(counted, target, 0), [target.size]);
      const weights = indexSelect(weight.detach(), 0, ids);
      return sum(mul(weights, toFloat(reshape(counted, [target.size]))));
    }),
  );
