import { formatShape, ShapeError, sameShape } from "@qkv/core-wasm/contract";
import { expectTensors } from "../op-definition/expect-tensors.ts";
import { scope } from "../tensor/scope.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { cat } from "./cat.ts";
import { unsqueeze } from "./unsqueeze.ts";

/**
 * Tensors of one shape side by side along a new axis, `dim` of the result. PyTorch's `stack`.
 *
 * @throws ShapeError for tensors of different shapes
 */
export function stack(tensors: readonly Tensor[], dim = 0): Tensor {
  expectTensors("stack", tensors);
  const first = tensors[0]!;
  const odd = tensors.findIndex(({ shape }) => !sameShape(shape, first.shape));
  if (odd >= 0)
    throw new ShapeError(
      `stack: tensors[${odd}] is ${formatShape(tensors[odd]!.shape)}, expected ${formatShape(first.shape)}`,
    );
  return scope(() =>
    cat(
      tensors.map((tensor) => unsqueeze(tensor, dim)),
      dim,
    ),
  );
}
