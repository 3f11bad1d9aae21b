import type { Shape } from "@qkv/core-wasm/contract";
import { defineOptions, type Given } from "../options/define-options.ts";
import { expectTensor } from "../tensor/expect-tensor.ts";
import { Tensor } from "../tensor/tensor.ts";
import { sizeOfGiven, tensor } from "./create-tensor.ts";
import { creationFields, expectInteger } from "./creation-options.ts";

const filledOptions = defineOptions("full", creationFields);

/** Of what type a filled tensor is, on which device, and whether it has a gradient. */
export type FilledTensorOptions = Given<typeof filledOptions>;

/** A tensor that holds `fillValue` everywhere: float32 unless `dtype` says int32. PyTorch's `torch.full`. */
export function full(shape: Shape, fillValue: number, options: FilledTensorOptions = {}): Tensor {
  return filled("full", shape, fillValue, options);
}

/** The shape, dtype and device of x, unless the options say others, and `fillValue` everywhere. */
export function fullLike(x: Tensor, fillValue: number, options: FilledTensorOptions = {}): Tensor {
  return filledLike("fullLike", x, fillValue, options);
}

/** Zeros of the shape, dtype and device of x, unless the options say others. PyTorch's `torch.zeros_like`. */
export function zerosLike(x: Tensor, options: FilledTensorOptions = {}): Tensor {
  return filledLike("zerosLike", x, 0, options);
}

/** Ones of the shape, dtype and device of x, unless the options say others. PyTorch's `torch.ones_like`. */
export function onesLike(x: Tensor, options: FilledTensorOptions = {}): Tensor {
  return filledLike("onesLike", x, 1, options);
}

/** The identity, [n, m]: ones on the diagonal. PyTorch's `torch.eye`. */
export function eye(n: number, m?: number | FilledTensorOptions): Tensor;
export function eye(n: number, m: number, options: FilledTensorOptions): Tensor;
export function eye(
  n: number,
  m: number | FilledTensorOptions = n,
  given: FilledTensorOptions = {},
): Tensor {
  const [columns, options] = typeof m === "object" ? [n, m] : [m, given];
  expectInteger("eye", "n", n, 0);
  expectInteger("eye", "m", columns, 0);
  sizeOfGiven("eye", [n, columns]);
  const { dtype = "float32", ...chosen } = filledOptions.complete(options, "eye");
  const values = dtype === "int32" ? new Int32Array(n * columns) : new Float32Array(n * columns);
  for (let i = 0; i < Math.min(n, columns); i++) values[i * columns + i] = 1;
  return tensor(values, { ...chosen, dtype, shape: [n, columns] });
}

function filled(caller: string, shape: Shape, value: number, options: FilledTensorOptions): Tensor {
  const { dtype = "float32", ...chosen } = filledOptions.complete(options, caller);
  if (typeof value !== "number")
    throw new TypeError(`${caller}: fillValue is ${String(value)}, expected a number`);
  const size = sizeOfGiven(caller, shape);
  if (chosen.device?.backend.shapesOnly && dtype === "float32" && !chosen.requiresGrad)
    return Tensor.empty(chosen.device, shape); // of any size
  const values = new Float64Array(size).fill(value);
  return tensor(values, { ...chosen, dtype, shape });
}

function filledLike(
  caller: string,
  x: Tensor,
  value: number,
  options: FilledTensorOptions,
): Tensor {
  expectTensor(caller, "x", x);
  filledOptions.complete(options, caller);
  const { dtype, device } = x;
  return filled(caller, x.shape, value, { dtype, device, ...defined(options) });
}

/** Without what is undefined. */
const defined = <T extends object>(options: T): Partial<T> =>
  Object.fromEntries(
    Object.entries(options).filter(([, value]) => value !== undefined),
  ) as Partial<T>;
