import { formatShape, ShapeError } from "@qkv/core-wasm/contract";
import { add } from "../ops/add.ts";
import { mul } from "../ops/mul.ts";
import { reshape } from "../ops/reshape.ts";
import type { Tensor } from "../tensor/tensor.ts";

/** x * weight + bias with a weight and a bias for each channel: x [N, C, ...], both [C] or none. */
export function channelAffine(
  op: string,
  x: Tensor,
  weight: Tensor | undefined,
  bias: Tensor | undefined,
): Tensor {
  const along = (name: string, parameter: Tensor): Tensor => {
    const channels = x.shape[1]!;
    if (parameter.shape.length !== 1 || parameter.size !== channels)
      throw new ShapeError(
        `${op}: ${name} is ${formatShape(parameter.shape)}, expected [${channels}], one for each channel`,
      );
    return reshape(parameter, [channels, ...x.shape.slice(2).map(() => 1)]);
  };
  const scaled = weight ? mul(x, along("weight", weight)) : x;
  return bias ? add(scaled, along("bias", bias)) : scaled;
}
