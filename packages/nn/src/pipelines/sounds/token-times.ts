import { CrossAttention } from "../../attention/cross-attention.ts";
import { noGrad } from "../../autograd/grad-mode.ts";
import { tensor } from "../../device/create-tensor.ts";
import type { NamedTensors, Transcriber } from "../../models/roles.ts";
import { inferenceOf } from "../../module/evaluating.ts";
import { startObserving } from "../../module/observe.ts";
import { scope } from "../../tensor/scope.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { columnsOfRows } from "./dynamic-time-warping.ts";

/** How attention tells where tokens are heard. */
export interface Alignment {
  /** [layer, head] of the decoder, whose attention goes along with the sound. */
  readonly heads: readonly (readonly [layer: number, head: number])[];
  /** Steps of the sound over which the median is taken; odd. */
  readonly medianFilterWidth: number;
}

/** A text of one sound. */
export interface AlignedText {
  /** Of one row: what the encoder reads. */
  readonly inputs: NamedTensors;
  /** The tokens that the text was begun with, and its own. */
  readonly ids: readonly number[];
  readonly begun: number;
  /** Steps of the encoder that are of the sound; below 0 where it has ended before: twice as many from the last are left out. */
  readonly steps: number;
}

/**
 * The step of the encoder in which each of a text's own tokens ends: the way of least cost through what alignment heads attend
 * to, each step's weights brought to mean 0 and variance 1 over the tokens, and smoothed along the sound. The last token is
 * heard where the one before it is: nothing was asked behind it. As transformers does it for Whisper.
 */
export async function tokenSteps(
  transcriber: Transcriber,
  { inputs, ids, begun, steps }: AlignedText,
  { heads, medianFilterWidth }: Alignment,
): Promise<number[]> {
  const asked = ids.length - 1 - begun;
  if (asked <= 0) return ids.slice(begun).map(() => 0);
  const weights = await crossAttention(transcriber, inputs, ids.slice(0, -1), heads);
  const all = weights[0]!.length / (ids.length - 1);
  const columns = steps < 0 ? Math.max(0, all + 2 * steps) : Math.min(all, steps);
  const costs = new Float64Array(asked * columns);
  for (const own of weights) {
    const part = new Float64Array(asked * columns);
    for (let row = 0; row < asked; row++) {
      const from = (begun + row) * all;
      part.set(own.subarray(from, from + columns), row * columns);
    }
    standardizeColumns(part, asked, columns);
    for (let row = 0; row < asked; row++) {
      const smooth = medianFiltered(
        part.subarray(row * columns, (row + 1) * columns),
        medianFilterWidth,
      );
      for (let i = 0; i < columns; i++) costs[row * columns + i]! -= smooth[i]! / weights.length;
    }
  }
  const found = columnsOfRows(costs, asked, columns);
  return [...found, found.at(-1)!];
}

/** What heads give to the encoder's memory: [tokens, steps] each. */
async function crossAttention(
  transcriber: Transcriber,
  inputs: NamedTensors,
  ids: readonly number[],
  heads: Alignment["heads"],
): Promise<Float32Array[]> {
  const layers: Tensor[] = [];
  const watch = () => {
    const memory = transcriber.encodeNamed(inputs);
    const stop = startObserving((module, role, shown) => {
      if (role === "weights" && module instanceof CrossAttention) layers.push(shown.retain());
      return shown;
    });
    try {
      const { device } = transcriber;
      const given = tensor(Int32Array.from(ids), { shape: [1, ids.length], device });
      transcriber.decodeNamed(given, memory, { lastOnly: true });
    } finally {
      stop();
    }
  };
  try {
    inferenceOf(transcriber)(() => noGrad(() => scope(watch)));
    const found: Float32Array[] = [];
    for (const [layer, head] of heads) {
      const shown = layers[layer]!;
      const values = await shown.data();
      const size = shown.shape[2]! * shown.shape[3]!;
      found.push(Float32Array.from(values.subarray(head * size, (head + 1) * size)));
    }
    return found;
  } finally {
    for (const shown of layers) shown.dispose();
  }
}

/** Each column to mean 0 and variance 1. */
function standardizeColumns(values: Float64Array, rows: number, columns: number): void {
  for (let column = 0; column < columns; column++) {
    let mean = 0;
    for (let at = column; at < values.length; at += columns) mean += values[at]! / rows;
    let variance = 0;
    for (let at = column; at < values.length; at += columns)
      variance += (values[at]! - mean) ** 2 / rows;
    const deviation = Math.sqrt(variance);
    for (let at = column; at < values.length; at += columns)
      values[at] = (values[at]! - mean) / deviation;
  }
}

/** The median of the `width` values around each, mirrored at the ends; what is shorter than half of that stays. */
function medianFiltered(values: Float64Array, width: number): Float64Array {
  const half = width >> 1;
  const last = values.length - 1;
  if (last < half) return values;
  const mirrored = (i: number) => (i < 0 ? -i : i > last ? 2 * last - i : i);
  return values.map((_, i) => {
    const near = new Float64Array(width);
    for (let j = 0; j < width; j++) near[j] = values[mirrored(i + j - half)]!;
    return near.sort()[half]!;
  });
}
