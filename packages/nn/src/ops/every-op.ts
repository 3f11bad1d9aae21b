import type { KernelName } from "@qkv/core-wasm/contract";
import type { Op } from "../op-definition/define-op.ts";
import * as all from "./index.ts";

/** Kernels that change something in place, for optimisers, gradients and caches: no op. */
type UpdatingKernel =
  | "accumulate"
  | "accumulateSquares"
  | "clipGradient"
  | "accumulateLargest"
  | "accumulateMagnitudes"
  | "adagradStep"
  | "adamStep"
  | "clipGradientValue"
  | "lerp"
  | "lionStep"
  | "rmspropStep"
  | "sgdStep"
  | "writeRows";
/** Kernels whose results are masks or positions: there is nothing to differentiate. */
type MaskKernel = "argmax" | "compare";
/** Kernels of int32, through which no gradient flows. */
type IntegerKernel = `integer${string}` | "toFloat" | "toInteger";
/** Passes its operand on, or throws: central differences would leave the range. */
type CheckingKernel = "inRange";
/** Kernels of quantised weights: what they round is no function that central differences can follow. */
type QuantizedKernel = "quantizedEmbedding" | "quantizedMatmul";
export type OpName = Exclude<
  KernelName,
  | UpdatingKernel
  | MaskKernel
  | IntegerKernel
  | CheckingKernel
  | QuantizedKernel
  | `${string}Backward`
>;

/** Every differentiable op; a kernel without one does not compile. The gradient tests run over it. */
export const ops: { readonly [K in OpName]: Op<K> } = all;
