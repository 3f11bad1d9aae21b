import { unroll } from "../../wgsl/unroll.ts";

/** How an operand of a product gets from memory to the registers of a workgroup's threads. */
export interface OperandTile {
  /** WGSL outside `main`: the tile in workgroup memory, and functions that read the operand. */
  readonly declarations: string;
  /** Before the loop over the depth: this thread's addresses. */
  readonly addresses: string;
  /** What this thread reads for the step of the depth that begins at `from`, as pairs of a name and a value. */
  readonly loads: (from: string) => readonly (readonly [name: string, value: string])[];
  /** Put what was read into workgroup memory. `from`: where its step of the depth begins. */
  readonly store: (from: string) => string;
  /** True when a vec4 of the tile holds four steps of the depth, false when four rows or columns. */
  readonly alongDepth: boolean;
  /** Vec4 number `place` along the side of the tile at the depth `4 q + d`; where it lies along the depth d is in it. */
  readonly vector: (place: string, d: string) => string;
}

export interface OperandTileShape {
  readonly name: "a" | "b";
  /** Rows of a, or columns of b, in the tile. */
  readonly side: number;
  readonly depth: number;
  /** Threads of the workgroup. */
  readonly threads: number;
}

/** WGSL names of the tile's first row or column, and of how many there are. */
const sideNames = {
  a: { first: "row0", count: "params.m" },
  b: { first: "column0", count: "params.n" },
} as const;

/** The vec4s of a tile that one thread copies: `each(s, id)` for each, id counting through the tile. */
export const eachSlot = (
  vectors: number,
  threads: number,
  each: (s: number, id: string) => string,
) => unroll(Math.ceil(vectors / threads), (s) => each(s, `(thread + ${s * threads}u)`));

/**
 * A float32 operand that is stored in rows along the depth: a [m, k] or b [n, k]. Rows of the tile are padded by a
 * vec4, so that neighbouring threads read different banks.
 */
export function depthMajorTile(
  { name, side, depth, threads }: OperandTileShape,
  { vector, tail }: { readonly vector: boolean; readonly tail: boolean },
): OperandTile {
  const perRow = depth / 4;
  const pitch = perRow + 1;
  const { first, count } = sideNames[name];
  const vectors = side * perRow;
  const slots = Array.from({ length: vectors / threads }, (_, s) => s);
  const depthOf = (s: number) => `4u * ((thread + ${s * threads}u) % ${perRow}u)`;
  return {
    alongDepth: true,
    declarations: `var<workgroup> ${name}Tile: array<vec4f, ${side * pitch}>;
${vector ? "" : gatherAlongDepth(name)}`,
    // Rows beyond the last one are read as the last one; their results are not stored.
    addresses: eachSlot(
      vectors,
      threads,
      (s, id) =>
        `  let ${name}At${s} = ${name}From + min(${first} + ${id} / ${perRow}u, ${count} - 1u) * params.${name}Pitch + ${vector ? "" : "4u * "}(${id} % ${perRow}u);`,
    ),
    loads: (from) =>
      slots.map((s) => {
        if (!vector)
          return [
            `${name}Read${s}`,
            `${name}Gather(${name}At${s} + ${from}, ${from} + ${depthOf(s)}, end)`,
          ];
        const value = `${name}[${name}At${s} + ${from} / 4u]`;
        const guarded = `select(vec4f(), ${value}, ${from} + ${depthOf(s)} < end)`;
        return [`${name}Read${s}`, tail ? guarded : value];
      }),
    store: () =>
      eachSlot(
        vectors,
        threads,
        (s, id) =>
          `    ${name}Tile[(${id} / ${perRow}u) * ${pitch}u + ${id} % ${perRow}u] = ${name}Read${s};`,
      ),
    vector: (place) => `${name}Tile[(${place}) * ${pitch}u + q]`,
  };
}

/** A float32 operand that is stored in columns along the depth: a [k, m] or b [k, n]. */
export function depthMinorTile(
  { name, side, depth, threads }: OperandTileShape,
  { vector, tail }: { readonly vector: boolean; readonly tail: boolean },
): OperandTile {
  const perStep = side / 4;
  const { first, count } = sideNames[name];
  const vectors = depth * perStep;
  const slots = Array.from({ length: vectors / threads }, (_, s) => s);
  return {
    alongDepth: false,
    declarations: `var<workgroup> ${name}Tile: array<vec4f, ${vectors}>;
${vector ? "" : gatherAcrossDepth(name)}`,
    addresses: eachSlot(vectors, threads, (s, id) => {
      const step = `${name}From + ${id} / ${perStep}u * params.${name}Pitch`;
      const column = `min(${first} / 4u + ${id} % ${perStep}u, ${count} / 4u - 1u)`;
      return `  let ${name}At${s} = ${step}${vector ? ` + ${column}` : ""};`;
    }),
    loads: (from) =>
      slots.map((s) => {
        const id = `(thread + ${s * threads}u)`;
        const at = `${name}At${s} + ${from} * params.${name}Pitch`;
        const value = vector
          ? `${name}[${at}]`
          : `${name}Gather(${at}, ${first} + 4u * (${id} % ${perStep}u), ${count} - 1u)`;
        const guarded = `select(vec4f(), ${value}, ${from} + ${id} / ${perStep}u < end)`;
        return [`${name}Read${s}`, tail ? guarded : value];
      }),
    store: () => eachSlot(vectors, threads, (s, id) => `    ${name}Tile[${id}] = ${name}Read${s};`),
    vector: (place, d) => `${name}Tile[(4u * q + ${d}) * ${perStep}u + ${place}]`,
  };
}

// Four floats of a row whose length is not a multiple of 4, zeros from `end` on.
const gatherAlongDepth = (name: string): string => `
fn ${name}Gather(at: u32, depth: u32, end: u32) -> vec4f {
  let present = vec4u(depth) + vec4u(0u, 1u, 2u, 3u) < vec4u(end);
  return select(vec4f(), vec4f(${name}[at], ${name}[at + 1u], ${name}[at + 2u], ${name}[at + 3u]), present);
}`;

// The same where the four are rows or columns of the result: beyond the last they repeat it.
const gatherAcrossDepth = (name: string): string => `
fn ${name}Gather(at: u32, column: u32, last: u32) -> vec4f {
  return vec4f(
    ${name}[at + min(column, last)], ${name}[at + min(column + 1u, last)],
    ${name}[at + min(column + 2u, last)], ${name}[at + min(column + 3u, last)]);
}`;
