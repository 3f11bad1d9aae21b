import { contiguousStrides, formatShape, ShapeError, sizeOf } from "@qkv/core-wasm/contract";
import { wantsGrad } from "../autograd/grad-mode.ts";
import { record } from "../autograd/record.ts";
import { expectTensors } from "../op-definition/expect-tensors.ts";
import { normalDim } from "../op-definition/normal-dim.ts";
import { deviceError } from "../tensor/device.ts";
import { launch } from "../tensor/launch.ts";
import { scope } from "../tensor/scope.ts";
import { Tensor } from "../tensor/tensor.ts";
import { toFloat } from "./to-float.ts";

/**
 * The tensors one after another along axis `dim`. PyTorch's `cat`. Each gradient is its part of dy.
 *
 * @throws ShapeError for tensors that differ along another axis
 */
export function cat(tensors: readonly Tensor[], dim = 0): Tensor {
  expectTensors("cat", tensors);
  const first = tensors[0]!;
  const axis = normalDim("cat", dim, first.shape);
  for (const [i, { shape }] of tensors.entries())
    if (
      shape.length !== first.shape.length ||
      shape.some((n, j) => j !== axis && n !== first.shape[j])
    )
      throw new ShapeError(
        `cat: tensors[${i}] is ${formatShape(shape)}, expected ${formatShape(first.shape)} but for axis ${axis}`,
      );
  // As in PyTorch int32 beside float32 become float32.
  if (tensors.some(({ dtype }) => dtype !== first.dtype))
    return scope(() => cat(tensors.map(toFloat), axis));
  const elsewhere = tensors.findIndex(({ device }) => device !== first.device);
  if (elsewhere >= 0)
    throw deviceError(
      `cat: tensors[${elsewhere}]`,
      tensors[elsewhere]!.device,
      first.device,
      "the first",
    );
  const total = tensors.reduce((sum, { shape }) => sum + shape[axis]!, 0);
  const size = first.shape.map((n, i) => (i === axis ? total : n));
  const y = Tensor.empty(first.device, size, first.dtype);
  const rows = sizeOf(size.slice(0, axis));
  const stride = contiguousStrides(size);
  const starts: number[] = [];
  let start = 0;
  for (const tensor of tensors) {
    const width = tensor.shape[axis]! * stride[axis]!;
    starts.push(start);
    launch(
      "writeRows",
      { target: y, rows: tensor },
      {
        ...{ batch: 1, count: rows, width },
        ...{ targetOffset: start, targetBatch: 0, targetRow: total * stride[axis]! },
        ...{ sourceOffset: 0, sourceBatch: 0, sourceRow: width },
      },
    );
    start += width;
  }
  if (wantsGrad(...tensors)) {
    const shapes = tensors.map(({ shape }) => shape);
    record(
      "cat",
      { dim: axis },
      Object.fromEntries(tensors.entries()),
      y,
      {},
      ({ gradient, wants }) => {
        const parts: Record<string, Tensor> = {};
        for (const [i, shape] of shapes.entries())
          if (wants[i]) {
            const part = { size: shape, stride, offset: starts[i]! };
            parts[i] = launch("asStrided", { x: gradient }, part).y;
          }
        return parts;
      },
    );
  }
  return y;
}
