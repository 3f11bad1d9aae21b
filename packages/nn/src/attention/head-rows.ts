import { contiguousStrides, type Shape, type Strides, sizeOf } from "@qkv/core-wasm/contract";
import { asStrided } from "../ops/as-strided.ts";
import { permute } from "../ops/permute.ts";
import { repeatInterleave } from "../ops/repeat-interleave.ts";
import { reshape } from "../ops/reshape.ts";
import { launch } from "../tensor/launch.ts";
import type { Tensor } from "../tensor/tensor.ts";

/** The queries, keys or values of some heads, wherever they lie in a tensor; a row is a head of a token. */
export interface HeadRows {
  readonly tensor: Tensor;
  /** Steps in elements; a row's elements follow each other. */
  readonly at: Strides;
  readonly batch: number;
  readonly heads: number;
  readonly tokens: number;
  readonly headSize: number;
}

/** Steps in a tensor [batch, heads, tokens, headSize]. */
export const stepsInTurn = (heads: number, tokens: number, headSize: number): Strides => ({
  offset: 0,
  batch: heads * tokens * headSize,
  head: tokens * headSize,
  row: headSize,
});

/** Steps in a tensor [batch, tokens, width] whose channels are heads side by side, from head `first` on. */
export const stepsSideBySide = (
  tokens: number,
  width: number,
  headSize: number,
  first = 0,
): Strides => ({
  offset: first * headSize,
  batch: tokens * width,
  head: headSize,
  row: width,
});

/** The heads of a tensor [batch, heads, tokens, headSize]. */
export function headsInTurn(tensor: Tensor): HeadRows {
  const [batch, heads, tokens, headSize] = tensor.shape as [number, number, number, number];
  return { tensor, at: stepsInTurn(heads, tokens, headSize), batch, heads, tokens, headSize };
}

/** `heads` heads of a tensor [batch, tokens, width], from the one called `first` on. */
export function headsSideBySide(
  tensor: Tensor,
  headSize: number,
  heads: number,
  first = 0,
): HeadRows {
  const [batch, tokens, width] = tensor.shape as [number, number, number];
  const at = stepsSideBySide(tokens, width, headSize, first);
  return { tensor, at, batch, heads, tokens, headSize };
}

/** The tokens from `start` up to, not including, `end`. */
export function sliceTokens(rows: HeadRows, start: number, end = rows.tokens): HeadRows {
  const { tensor, at, batch, heads, headSize } = rows;
  const { offset, batch: ofBatch, head, row } = at;
  const from = { offset: offset + start * row, batch: ofBatch, head, row };
  return { tensor, at: from, batch, heads, tokens: end - start, headSize };
}

/** [batch, heads, tokens, headSize], a copy unless the rows lie so; each head `repeats` times in a row. */
export function gatherHeads(rows: HeadRows, repeats = 1): Tensor {
  const { tensor, at, batch, heads, tokens, headSize } = rows;
  const size = [batch, heads, tokens, headSize];
  const whole = tensor.size === sizeOf(size);
  const steps = [at.batch, at.head, at.row, 1];
  if (whole && sameSteps(size, steps, contiguousStrides(size)))
    return repeated(reshape(tensor, size), repeats);
  if (whole && at.head === headSize && at.row === heads * headSize)
    return repeated(permute(reshape(tensor, [batch, tokens, heads, -1]), [0, 2, 1, 3]), repeats);
  if (repeats === 1) return asStrided(tensor, size, steps, at.offset);
  const wide = [batch, heads, repeats, tokens, headSize];
  const copy = asStrided(tensor, wide, [at.batch, at.head, 0, at.row, 1], at.offset);
  return reshape(copy, [batch, heads * repeats, tokens, headSize]);
}

/** Copy rows to others of the same sizes, in as few launches as their steps allow. */
export function copyHeads(from: HeadRows, to: HeadRows): void {
  const { batch, heads, tokens, headSize } = from;
  const ofBatch = { size: batch, source: from.at.batch, target: to.at.batch };
  const ofHeads = { size: heads, source: from.at.head, target: to.at.head };
  if (tokens === 1 || (from.at.row === headSize && to.at.row === headSize))
    copyRuns(from, to, 0, 0, ofBatch, ofHeads, tokens * headSize);
  else copyWalked(from, to, ofBatch, ofHeads);
}

/** Of several tokens that do not follow each other. */
function copyWalked(from: HeadRows, to: HeadRows, ofBatch: RowAxis, ofHeads: RowAxis): void {
  const { tokens, headSize } = from;
  const ofTokens = { size: tokens, source: from.at.row, target: to.at.row };
  // A launch has two axes of rows: the shortest of three is walked.
  const axes = [ofBatch, ofHeads, ofTokens];
  const walked = axes.reduce((a, b) => (b.size < a.size ? b : a));
  const [outer = ofBatch, inner = ofTokens] = axes.filter((axis) => axis !== walked);
  for (let i = 0; i < walked.size; i++)
    copyRuns(from, to, i * walked.source, i * walked.target, outer, inner, headSize);
}

interface RowAxis {
  readonly size: number;
  /** Elements from one index to the next. */
  readonly source: number;
  readonly target: number;
}

/** One launch: outer.size times inner.size runs of `width` elements. */
function copyRuns(
  from: HeadRows,
  to: HeadRows,
  sourceStart: number,
  targetStart: number,
  outer: RowAxis,
  inner: RowAxis,
  width: number,
): void {
  launch(
    "writeRows",
    { target: to.tensor, rows: from.tensor },
    {
      batch: outer.size,
      count: inner.size,
      width,
      targetOffset: to.at.offset + targetStart,
      targetBatch: outer.target,
      targetRow: inner.target,
      sourceOffset: from.at.offset + sourceStart,
      sourceBatch: outer.source,
      sourceRow: inner.source,
    },
  );
}

const sameSteps = (size: Shape, a: readonly number[], b: readonly number[]): boolean =>
  size.every((n, axis) => n === 1 || a[axis] === b[axis]);

const repeated = (x: Tensor, repeats: number): Tensor =>
  repeats === 1 ? x : repeatInterleave(x, repeats, 1);
