import type { ParamType } from "../commands/program.ts";

/**
 * Parameters of every program that multiplies. Sizes and strides of an operand are in its own elements: vec4 where it
 * is read by vec4. The grid's z is matrix and part of the depth: matrix * splits + split.
 */
export const productParams = {
  m: "u32",
  n: "u32",
  k: "u32",
  splits: "u32",
  // Depth of each part of a split product.
  depthPart: "u32",
  // Where this launch begins, in tiles, when the grid is too small for all of them.
  rowTile: "u32",
  columnTile: "u32",
  // 1: neighbouring workgroups are tiles of one column of tiles, for the rows are the side with fewer tiles.
  rowsFast: "u32",
  // Matrices of the whole product; the first of this launch's block of three axes; where the launch begins in it.
  matrices: "u32",
  matrix: "u32",
  blockStart: "u32",
  size1: "u32",
  size2: "u32",
  // The block's first matrix of a and of b, and the steps along its axes; 0 where one repeats.
  aFirst: "u32",
  aStep0: "u32",
  aStep1: "u32",
  aStep2: "u32",
  aPitch: "u32",
  bFirst: "u32",
  bStep0: "u32",
  bStep1: "u32",
  bStep2: "u32",
  bPitch: "u32",
  cPitch: "u32",
} as const satisfies Record<string, ParamType>;

export type ProductParam = keyof typeof productParams;

/** WGSL at the start of `main`: where the matrices of this workgroup begin. Needs `group`, the workgroup's id. */
export const matrixOffsets = `
  let split = group.z % params.splits;
  let place = params.blockStart + group.z / params.splits;
  let place2 = place % params.size2;
  let place1 = place / params.size2 % params.size1;
  let place0 = place / params.size2 / params.size1;
  let aFrom = params.aFirst + place0 * params.aStep0 + place1 * params.aStep1 + place2 * params.aStep2;
  let bFrom = params.bFirst + place0 * params.bStep0 + place1 * params.bStep1 + place2 * params.bStep2;
  let cFrom = (split * params.matrices + params.matrix + place) * params.m * params.cPitch;`;
