export { BufferLimitError } from "@qkv/core-wasm/contract";
export {
  countFlops,
  countLaunches,
  type KernelCount,
  type LaunchCounts,
} from "../tensor/launch-observer.ts";
export { ablateHeads, type HeadAblation } from "./ablate-heads.ts";
export {
  type AttentionMap,
  attentionMaps,
  meanOfHeads,
  meanOfMaxima,
} from "./attention-map.ts";
export { Capture, type CapturedTensor, capture, type TensorHook, withHook } from "./capture.ts";
export { componentOf } from "./component-of.ts";
export { type LensLayer, type LensModel, logitLens } from "./logit-lens.ts";
