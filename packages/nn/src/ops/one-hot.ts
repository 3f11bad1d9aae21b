import { filled } from "../op-definition/constant.ts";
import { expectTensor } from "../tensor/expect-tensor.ts";
import { scope } from "../tensor/scope.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { reshape } from "./reshape.ts";
import { scatterAdd } from "./scatter-add.ts";

/**
 * 1 at the id's place of the last axis, 0 elsewhere: int32 [...] -> float32 [..., classes]. PyTorch's
 * `F.one_hot`, which gives integers; these can be multiplied.
 *
 * @throws RangeError for classes that are no count; TypeError for ids that are not int32
 */
export function oneHot(ids: Tensor, classes: number): Tensor {
  expectTensor("oneHot", "ids", ids);
  if (!Number.isInteger(classes) || classes < 1)
    throw new RangeError(`oneHot: classes is ${classes}, expected an integer from 1`);
  if (ids.dtype !== "int32")
    throw new TypeError(`oneHot: ids is ${ids.dtype}, expected int32, as ids.int() gives`);
  return scope(() => {
    const { device, size } = ids;
    const rows = filled(device, [size, classes], 0);
    const ones = filled(device, [size, 1], 1);
    return reshape(scatterAdd(rows, 1, reshape(ids, [size, 1]), ones), [...ids.shape, classes]);
  });
}
