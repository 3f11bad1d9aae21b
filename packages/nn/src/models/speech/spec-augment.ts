import { tensor } from "../../device/create-tensor.ts";
import { where } from "../../ops/where.ts";
import type { Generator } from "../../random/generator.ts";
import type { Tensor } from "../../tensor/tensor.ts";

/** Spans that are hidden while training: SpecAugment, Park et al., arXiv:1904.08779. */
export interface SpanOptions {
  /** Part of an axis that is in spans, as far as these do not overlap; 0 hides nothing. */
  readonly probability: number;
  readonly length: number;
  /** Spans at least. */
  readonly least: number;
}

export interface SpecAugmentOptions {
  /** Without it nothing is hidden, though there may be a parameter for it. */
  readonly applied: boolean;
  readonly time: SpanOptions;
  readonly features: SpanOptions;
}

/** x [batch, tokens, features] with spans of time replaced by `hidden` (0, or [features]), and spans of features by 0. */
export function specAugment(
  x: Tensor,
  { time, features }: SpecAugmentOptions,
  hidden: Tensor | 0,
  generator: Generator,
): Tensor {
  const [batch, tokens, width] = x.shape as [number, number, number];
  const { device } = x;
  let y = x;
  if (time.probability > 0) {
    const mask = spans(batch, tokens, time, generator);
    y = where(tensor(mask, { shape: [batch, tokens, 1], device }), hidden, y);
  }
  if (features.probability > 0) {
    const mask = spans(batch, width, features, generator);
    y = where(tensor(mask, { shape: [batch, 1, width], device }), 0, y);
  }
  return y;
}

/** 1 in spans, 0 elsewhere: [rows, size]. The number of spans is rounded up or down at random, in all rows alike. */
function spans(
  rows: number,
  size: number,
  { probability, length, least }: SpanOptions,
  generator: Generator,
): Int32Array {
  const mask = new Int32Array(rows * size);
  if (length > size) return mask.fill(1);
  const starts = size - length + 1;
  const wanted = Math.floor((probability * size) / length + generator.uniform(1)[0]!);
  const count = Math.min(Math.max(wanted, least), Math.floor(size / length), starts);
  for (let row = 0; row < rows; row++)
    for (const start of generator.permutation(starts).subarray(0, count))
      mask.fill(1, row * size + start, row * size + start + length);
  return mask;
}
