import type { Module } from "../module/module.ts";
import { observe } from "../module/observe.ts";
import { add } from "../ops/add.ts";
import { matmul } from "../ops/matmul.ts";
import { permute } from "../ops/permute.ts";
import { reshape } from "../ops/reshape.ts";
import { scale } from "../ops/scale.ts";
import { softmax } from "../ops/softmax.ts";
import { tanh } from "../ops/tanh.ts";
import type { Generator } from "../random/generator.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { dropAttentionWeights } from "./attention-dropout.ts";
import type { HeadOperands } from "./head-operands.ts";
import { gatherHeads } from "./head-rows.ts";

export interface StepwiseOptions {
  /** Added to the scores, all that hides a key included: [batch | 1, heads | 1, queries | 1, keys]. */
  readonly mask: Tensor | undefined;
  readonly scale: number;
  readonly softCap: number | undefined;
  readonly dropoutP: number;
  readonly generator: Generator;
  /** Shows the steps. */
  readonly module: Module | undefined;
  /** Symbols of the keys' axis and of the channels of all heads. */
  readonly axes: { readonly keys: string; readonly width: string };
}

interface Steps {
  /** [batch, heads, queries, headSize], or [batch, queries, heads headSize] */
  readonly output: Tensor;
  /** [batch, heads, queries, keys] */
  readonly weights: Tensor;
}

/** Attention step by step: for those who want to see the scores and weights, and for what the kernel does not know. */
export function attendStepwise(
  { q, k, v }: HeadOperands,
  options: StepwiseOptions,
  inTurn: boolean,
): Steps {
  const { mask, softCap, dropoutP, generator, module, axes } = options;
  const see = (role: string, tensor: Tensor, symbols: readonly string[]): Tensor =>
    module ? observe(module, role, tensor, symbols) : tensor;
  const head = ["N", "nhead", "T", `${axes.width}/nhead`];
  const keyHead = ["N", "nhead", axes.keys, `${axes.width}/nhead`];
  const pairs = ["N", "nhead", "T", axes.keys];
  const group = q.heads / k.heads;
  const queries = see("q", gatherHeads(q), head); // [batch, heads, queries, headSize]
  const keys = see("k", gatherHeads(k, group), keyHead);
  const values = see("v", gatherHeads(v, group), keyHead);
  const product = matmul(queries, keys, { transposeB: true });
  let z = capped(product, options.scale, softCap); // [batch, heads, queries, keys]
  if (mask) z = add(z, mask);
  z = see("scores", z, pairs);
  const weights = see("weights", softmax(z), pairs);
  const kept = dropoutP > 0 ? dropAttentionWeights(weights, dropoutP, generator) : weights;
  const perHead = see("headOutput", matmul(kept, values), head); // [batch, heads, queries, headSize]
  if (inTurn) return { output: perHead, weights };
  const joined = reshape(permute(perHead, [0, 2, 1, 3]), [q.batch, q.tokens, -1]);
  return { output: see("concatenated", joined, ["N", "T", axes.width]), weights };
}

/** factor x, or cap tanh(factor x / cap), which stays within the cap: arXiv:2408.00118, section 2. */
const capped = (x: Tensor, factor: number, cap: number | undefined): Tensor =>
  cap === undefined ? scale(x, factor) : scale(tanh(scale(x, factor / cap)), cap);
