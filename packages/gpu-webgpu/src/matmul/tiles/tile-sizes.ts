/** The part of a product that a workgroup computes, and how it walks the depth. */
export interface TileSize {
  readonly rows: number;
  readonly columns: number;
  /** Depth that is held in workgroup memory at once. */
  readonly depth: number;
  /** Outputs that one thread keeps in registers. */
  readonly threadRows: number;
  readonly threadColumns: number;
  /** Read the next step of the depth while this one is multiplied: pays where few workgroups share a core. */
  readonly prefetch: boolean;
}

// 8 x 8 outputs a thread read one vec4 of workgroup memory for 16 multiply-adds, 4 x 4 one for 8; in quads
// that exchange what they read one for 32, and one for 13 to 16.
const wide = { depth: 16, threadRows: 8, threadColumns: 8, prefetch: false } as const;

export const tileSizes = {
  "128x128": { rows: 128, columns: 128, ...wide },
  "128x64": { rows: 128, columns: 64, ...wide },
  "64x64": { rows: 64, columns: 64, ...wide },
  "64x32": { rows: 64, columns: 32, depth: 16, threadRows: 8, threadColumns: 4, prefetch: true },
  "32x32": { rows: 32, columns: 32, depth: 32, threadRows: 4, threadColumns: 4, prefetch: true },
} as const satisfies Record<string, TileSize>;

export type TileName = keyof typeof tileSizes;

export const threadsOf = (tile: TileName): number => {
  const { rows, columns, threadRows, threadColumns } = tileSizes[tile];
  return (rows / threadRows) * (columns / threadColumns);
};

/** Workgroup memory of the form that needs most: both operands in rows along the depth, padded by a vec4. */
export const workgroupBytesOf = (tile: TileName): number => {
  const { rows, columns, depth } = tileSizes[tile];
  return 16 * (rows + columns) * (depth / 4 + 1);
};
