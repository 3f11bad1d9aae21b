import type { KernelName } from "@qkv/core-wasm/contract";
import { addOp } from "./add.ts";
import { attentionOp } from "./attention.ts";
import { crossEntropyOp } from "./cross-entropy.ts";
import type { Op } from "./define-op.ts";
import { divOp } from "./div.ts";
import { dropoutOp } from "./dropout.ts";
import { embeddingOp } from "./embedding.ts";
import { expOp } from "./exp.ts";
import { geluOp } from "./gelu.ts";
import { layerNormOp } from "./layer-norm.ts";
import { logOp } from "./log.ts";
import { matmulOp } from "./matmul.ts";
import { mulOp } from "./mul.ts";
import { permuteOp } from "./permute.ts";
import { reluOp } from "./relu.ts";
import { scaleOp } from "./scale.ts";
import { softmaxOp } from "./softmax.ts";
import { sqrtOp } from "./sqrt.ts";
import { subOp } from "./sub.ts";
import { sumOp } from "./sum.ts";

/** Kernels that change something in place, for optimisers, gradients and caches: no op. */
type UpdatingKernel =
  | "accumulate"
  | "accumulateSquares"
  | "clipGradient"
  | "adamwStep"
  | "writeRows";
export type OpName = Exclude<KernelName, UpdatingKernel | `${string}Backward`>;

/** Every differentiable op; a kernel without one does not compile. The gradient tests run over it. */
export const ops: { readonly [K in OpName]: Op<K> } = {
  add: addOp,
  attention: attentionOp,
  crossEntropy: crossEntropyOp,
  div: divOp,
  dropout: dropoutOp,
  embedding: embeddingOp,
  exp: expOp,
  gelu: geluOp,
  layerNorm: layerNormOp,
  log: logOp,
  matmul: matmulOp,
  mul: mulOp,
  permute: permuteOp,
  relu: reluOp,
  scale: scaleOp,
  softmax: softmaxOp,
  sqrt: sqrtOp,
  sub: subOp,
  sum: sumOp,
};
