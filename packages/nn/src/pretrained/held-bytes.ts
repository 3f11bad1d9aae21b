import { sizeOf } from "@qkv/core-wasm/contract";
import type { Model } from "../models/roles.ts";
import { floatWeights } from "../quantization/weight-holders.ts";
import type { Tensor } from "../tensor/tensor.ts";

/** How the weights of matrices may be held. */
export const heldFormats = ["float32", "bfloat16", "float16", "int8", "int4"] as const;

export type HeldFormat = (typeof heldFormats)[number];

/** Bytes of a matrix [rows, columns]: codes, and their scales. */
const bytesOf: Readonly<Record<HeldFormat, (rows: number, columns: number) => number>> = {
  float32: (rows, columns) => 4 * rows * columns,
  bfloat16: (rows, columns) => 4 * rows * Math.ceil(columns / 2),
  float16: (rows, columns) => 4 * rows * Math.ceil(columns / 2),
  int8: (rows, columns) => 4 * rows * Math.ceil(columns / 4) + 4 * rows,
  int4: (rows, columns) => (16 + 4) * rows * Math.ceil(columns / 32),
};

/** What a model takes less than in float32 when the weights of its matrices are held so; shared ones count once. */
export function bytesSaved(model: Model, format: HeldFormat): number {
  const seen = new Set<Tensor>();
  let saved = 0;
  for (const { held } of floatWeights("plan", model).values()) {
    const { parameter } = held;
    if (!parameter || seen.has(parameter)) continue;
    seen.add(parameter);
    const [rows = 1, columns = 1] = parameter.shape;
    saved += 4 * sizeOf(parameter.shape) - bytesOf[format](rows, columns);
  }
  return saved;
}

/** What the largest tensor takes when the weights of matrices are held so. */
export function largestBytes(model: Model, format: HeldFormat): number {
  const matrices = new Set<Tensor>();
  for (const { held } of floatWeights("plan", model).values())
    if (held.parameter) matrices.add(held.parameter);
  let largest = 0;
  for (const tensor of model.stateDict().values()) {
    const [rows = 1, columns = 1] = tensor.shape;
    const bytes = matrices.has(tensor) ? bytesOf[format](rows, columns) : 4 * tensor.size;
    largest = Math.max(largest, bytes);
  }
  return largest;
}
