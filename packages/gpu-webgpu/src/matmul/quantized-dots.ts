import type { ParamType } from "../commands/program.ts";

/** Threads that go along a row of a quantised weight together. */
export const quantizedLanes = 32;

/** Parameters of the products of few rows with a quantised weight. */
export const quantizedDotsParams = {
  m: "u32",
  n: "u32",
  width: "u32",
  // Blocks of 32 in a row of the weight.
  blocks: "u32",
  // Workgroups along the grid's x; the rest of the columns follow along y.
  tilesAcross: "u32",
} as const satisfies Record<string, ParamType>;

export type QuantizedDotsParam = keyof typeof quantizedDotsParams;
