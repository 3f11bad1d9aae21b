import type { DType, Shape } from "@qkv/core-wasm/contract";
import { type Complete, defineOptions, type Given } from "../options/define-options.ts";
import { expectElements } from "../options/expect-count.ts";
import { expectTensor } from "../tensor/expect-tensor.ts";
import type { RandomFill } from "../tensor/random-fill.ts";
import { Tensor } from "../tensor/tensor.ts";
import { sizeOfGiven, tensor } from "./create-tensor.ts";
import { expectInteger, randomFields } from "./creation-options.ts";
import { defaultDevice } from "./default-device.ts";

const randomOptions = defineOptions("rand", randomFields);

/** Where a random tensor is made, from which generator, and whether it has a gradient. */
export type RandomTensorOptions = Given<typeof randomOptions>;
type Chosen = Complete<typeof randomOptions>;

/** The largest float32 below 1. */
const BELOW_ONE = 1 - 2 ** -24;

/** Uniform in [0, 1). The same seed gives the same numbers on every device. PyTorch's `torch.rand`. */
export function rand(shape: Shape, options: RandomTensorOptions = {}): Tensor {
  return drawn("rand", shape, options, uniform);
}

/** Normal with mean 0 and variance 1. The same seed gives the same numbers on every device. PyTorch's `torch.randn`. */
export function randn(shape: Shape, options: RandomTensorOptions = {}): Tensor {
  return drawn("randn", shape, options, normal);
}

/** `rand` in the shape and on the device of x, unless the options say another. */
export function randLike(x: Tensor, options: RandomTensorOptions = {}): Tensor {
  return drawnLike("randLike", x, options, uniform);
}

/** `randn` in the shape and on the device of x, unless the options say another. */
export function randnLike(x: Tensor, options: RandomTensorOptions = {}): Tensor {
  return drawnLike("randnLike", x, options, normal);
}

/**
 * Integers from `low` (0 unless given) up to, not including, `high`; int32 unless `dtype` says float32.
 * PyTorch's `torch.randint`.
 */
export function randint(high: number, shape: Shape, options?: RandomTensorOptions): Tensor;
export function randint(
  low: number,
  high: number,
  shape: Shape,
  options?: RandomTensorOptions,
): Tensor;
export function randint(...given: readonly unknown[]): Tensor {
  const [low, high, shape, options = {}] = (
    typeof given[1] === "number" ? given : [0, ...given]
  ) as [number, number, Shape, RandomTensorOptions?];
  return integers("randint", low, high, shape, options, "int32");
}

/** `randint` in the shape, in the dtype and on the device of x, unless the options say others. */
export function randintLike(x: Tensor, high: number, options?: RandomTensorOptions): Tensor;
export function randintLike(
  x: Tensor,
  low: number,
  high: number,
  options?: RandomTensorOptions,
): Tensor;
export function randintLike(x: Tensor, ...given: readonly unknown[]): Tensor {
  expectTensor("randintLike", "x", x);
  const [low, high, options = {}] = (typeof given[1] === "number" ? given : [0, ...given]) as [
    number,
    number,
    RandomTensorOptions?,
  ];
  const { device = x.device } = randomOptions.complete(options, "randintLike");
  return integers("randintLike", low, high, x.shape, { ...options, device }, x.dtype);
}

/** 0 .. n - 1 in random order; int32 unless `dtype` says float32. PyTorch's `torch.randperm`. */
export function randperm(n: number, options: RandomTensorOptions = {}): Tensor {
  expectInteger("randperm", "n", n, 0);
  const { generator, dtype = "int32", ...chosen } = randomOptions.complete(options, "randperm");
  expectElements("randperm", n);
  return tensor(generator.permutation(n), { ...chosen, dtype });
}

type Draw = (chosen: Chosen) => RandomFill;
const uniform: Draw = ({ generator }) => ({ ...generator.uniformValues(0, 1), largest: BELOW_ONE });
const normal: Draw = ({ generator }) => generator.normalValues(0, 1);

function drawn(caller: string, shape: Shape, options: RandomTensorOptions, draw: Draw): Tensor {
  const chosen = randomOptions.complete(options, caller);
  const { dtype = "float32", device = defaultDevice(), requiresGrad } = chosen;
  if (dtype !== "float32")
    throw new TypeError(
      `${caller}: dtype is "${dtype}", expected "float32"; randint draws integers`,
    );
  sizeOfGiven(caller, shape);
  const made = Tensor.empty(device, shape);
  made.storage.drawLater(draw(chosen));
  return requiresGrad ? made.requiresGrad_() : made;
}

function drawnLike(caller: string, x: Tensor, options: RandomTensorOptions, draw: Draw): Tensor {
  expectTensor(caller, "x", x);
  const { dtype = x.dtype, device = x.device } = randomOptions.complete(options, caller);
  return drawn(caller, x.shape, { ...options, dtype, device }, draw);
}

function integers(
  caller: string,
  low: number,
  high: number,
  shape: Shape,
  options: RandomTensorOptions,
  usual: DType,
): Tensor {
  expectInteger(caller, "low", low, -Infinity);
  expectInteger(caller, "high", high, -Infinity);
  if (high <= low)
    throw new RangeError(`${caller}: high is ${high}, expected an integer above low (${low})`);
  const { generator, dtype = usual, ...chosen } = randomOptions.complete(options, caller);
  const values = generator.integers(sizeOfGiven(caller, shape), high - low);
  return tensor(
    values.map((value) => value + low),
    { ...chosen, dtype, shape },
  );
}
