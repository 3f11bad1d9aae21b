/** Which of the gradients a dispatch computes. */
export type GradientPart = "all" | "dq and dk" | "dv";

/** Their names. */
export const gradientsOf = {
  all: ["dq", "dk", "dv"],
  "dq and dk": ["dq", "dk"],
  dv: ["dv"],
} as const satisfies Record<GradientPart, readonly ("dq" | "dk" | "dv")[]>;

/** WGSL: which of the three a workgroup is for, by its place along the tiles. */
export const purposeOf: Readonly<Record<GradientPart, string>> = {
  all: `let forKeys = group.x < keyTiles;
  let forValues = !forKeys && group.x < 2u * keyTiles;`,
  "dq and dk": `let forKeys = group.x < keyTiles;
  let forValues = false;`,
  dv: `let forKeys = false;
  let forValues = true;`,
};

/**
 * The dispatches for the gradients: one, or two where the device binds fewer buffers than all operands and gradients are.
 * WebGPU promises 8, and a mask is the ninth.
 */
export const gradientParts = (
  buffers: number,
  { maxStorageBuffersPerShaderStage }: Pick<GPUSupportedLimits, "maxStorageBuffersPerShaderStage">,
): readonly GradientPart[] =>
  buffers <= maxStorageBuffersPerShaderStage ? ["all"] : ["dq and dk", "dv"];

/** Tiles of a dispatch: of keys for dk and for dv, of queries for dq. */
export const gradientTiles = (part: GradientPart, ofKeys: number, ofQueries: number): number =>
  ({ all: 2 * ofKeys + ofQueries, "dq and dk": ofKeys + ofQueries, dv: ofKeys })[part];
