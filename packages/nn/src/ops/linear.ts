import { formatShape, ShapeError } from "@qkv/core-wasm/contract";
import { expectTensor } from "../tensor/expect-tensor.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { matmul } from "./matmul.ts";
import { reshape } from "./reshape.ts";

/**
 * y = x W^T + b: x [..., inFeatures], weight [outFeatures, inFeatures], bias [outFeatures] ->
 * [..., outFeatures]. PyTorch's `F.linear`; one matmul.
 *
 * @throws ShapeError for a weight or a bias that does not fit
 */
export function linear(x: Tensor, weight: Tensor, bias?: Tensor): Tensor {
  expectTensor("linear", "x", x);
  expectTensor("linear", "weight", weight);
  if (bias !== undefined) expectTensor("linear", "bias", bias);
  const { shape } = weight;
  if (shape.length !== 2 || x.shape.at(-1) !== shape[1])
    throw new ShapeError(
      `linear: x is ${formatShape(x.shape)} and weight ${formatShape(shape)}, ` +
        "expected [..., inFeatures] and [outFeatures, inFeatures]",
    );
  if (bias && (bias.shape.length !== 1 || bias.shape[0] !== shape[0]))
    throw new ShapeError(`linear: bias is ${formatShape(bias.shape)}, expected [${shape[0]}]`);
  const rows = x.shape.length === 1 ? reshape(x, [1, x.size]) : x;
  const y = matmul(rows, weight, { transposeB: true, bias });
  return x.shape.length === 1 ? reshape(y, [y.size]) : y;
}
