import { tokensLayout } from "@qkv/core-wasm/contract";
import { soleOutput } from "../op-definition/sole-output.ts";
import { add } from "../ops/add.ts";
import { attentionOp } from "../ops/attention.ts";
import { matmul } from "../ops/matmul.ts";
import { permute } from "../ops/permute.ts";
import { repeatInterleave } from "../ops/repeat-interleave.ts";
import { reshape } from "../ops/reshape.ts";
import { scale } from "../ops/scale.ts";
import { softmax } from "../ops/softmax.ts";
import type { Generator } from "../random/generator.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { dropAttentionWeights } from "./attention-dropout.ts";
import { additiveMask, causalMask, combineMasks } from "./attention-masks.ts";

/** Shows a tensor to whoever captures; returns it, or what a hook puts in its place. */
export type See = (role: string, tensor: Tensor, axes: readonly string[]) => Tensor;

export interface HeadsOptions {
  readonly heads: number;
  readonly keyValueHeads?: number;
  /** Added to the scores: [batch | 1, heads | 1, queries | 1, keys]. */
  readonly mask?: Tensor | undefined;
  readonly isCausal?: boolean;
  readonly scale?: number;
  readonly dropoutP?: number;
  readonly generator: Generator;
  /** Symbol of the keys' axis, for `capture`: "T" when they are the queries' own tokens. */
  readonly keysAxis?: string;
}

export interface AttendedHeads {
  /** [batch, queries, heads headSize] */
  readonly output: Tensor;
  /** [batch, heads, queries, keys]; only when asked for. */
  readonly weights?: Tensor;
}

interface Operands {
  /** [batch, queries, heads headSize] */
  readonly q: Tensor;
  /** [batch, keys, keyValueHeads headSize] */
  readonly k: Tensor;
  readonly v: Tensor;
}

/** Attention of every head in one kernel; the weights are never stored. */
export function attendFused({ q, k, v }: Operands, options: HeadsOptions): Tensor {
  const { heads, keyValueHeads = heads, mask, isCausal = false, dropoutP = 0, generator } = options;
  const [batch, queries, width] = q.shape as [number, number, number];
  const headSize = width / heads;
  const keys = k.shape[1]!;
  const sizes = { batch, heads, keyValueHeads, queries, keys, headSize };
  const random = dropoutP > 0 ? generator.nextStream() : { seed: 0, stream: 0 };
  const attrs = { scale: options.scale ?? 1 / Math.sqrt(headSize), causal: isCausal, dropoutP };
  return soleOutput(
    attentionOp({ q, k, v, mask }, { ...tokensLayout(sizes), ...attrs, ...random }),
    "o",
  );
}

/** The same step by step, with the weights: for those who want to see them. */
export function attendStepwise(
  { q, k, v }: Operands,
  options: HeadsOptions,
  see: See,
): Required<AttendedHeads> {
  const { heads, keyValueHeads = heads, mask, isCausal = false, dropoutP = 0, generator } = options;
  const [batch, queries, width] = q.shape as [number, number, number];
  const keys = k.shape[1]!;
  const head = ["N", "nhead", "T", "E/nhead"];
  const { keysAxis = "T" } = options;
  const pairs = ["N", "nhead", "T", keysAxis];
  const keyHead = ["N", "nhead", keysAxis, "E/nhead"];
  const of = (x: Tensor, count: number): Tensor => {
    const split = permute(reshape(x, [batch, x.shape[1]!, count, -1]), [0, 2, 1, 3]);
    return count === heads ? split : repeatInterleave(split, heads / count, 1);
  };
  const queryHeads = see("q", of(q, heads), head); // [batch, heads, queries, headSize]
  const keyHeads = see("k", of(k, keyValueHeads), keyHead);
  const valueHeads = see("v", of(v, keyValueHeads), keyHead);
  const product = matmul(queryHeads, keyHeads, { transposeB: true });
  let z = scale(product, options.scale ?? Math.sqrt(heads / width)); // [batch, heads, queries, keys]
  const causal = isCausal
    ? additiveMask(causalMask(queries, keys, q.device), "blocked")
    : undefined;
  const hidden = combineMasks(mask, causal);
  if (hidden) z = add(z, hidden);
  z = see("scores", z, pairs);
  const weights = see("weights", softmax(z), pairs);
  const kept = dropoutP > 0 ? dropAttentionWeights(weights, dropoutP, generator) : weights;
  const perHead = see("headOutput", matmul(kept, valueHeads), head); // [batch, heads, queries, headSize]
  const joined = reshape(permute(perHead, [0, 2, 1, 3]), [batch, queries, -1]);
  return { output: see("concatenated", joined, ["N", "T", "E"]), weights };
}
