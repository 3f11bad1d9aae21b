import { defineKernel, type OracleOf, type Values } from "../kernel.ts";
import { expectShape, formatShape, lastAxis, ShapeError, sizeOf } from "../shape.ts";

/** Says which id does not name a row. */
export function idError(kernel: string, position: number, id: number, rows: number): RangeError {
  return new RangeError(
    `${kernel}: ids[${position}] is ${id}, expected 0 to ${rows - 1} (there are ${rows} rows)`,
  );
}

export function expectIds(kernel: string, ids: Values, rows: number): void {
  const bad = ids.findIndex((id) => !(id >= 0 && id < rows));
  if (bad >= 0) throw idError(kernel, bad, ids[bad]!, rows);
}

export function randomIds(ids: Values, rows: number, random: () => number): void {
  for (let i = 0; i < ids.length; i++) ids[i] = Math.floor(rows * random());
}

const widths = [1, 3, 5, 7, 9, 17, 33, 63, 64, 65, 257];

export interface EmbeddingAttrs {
  /** A row that gets no gradient. */
  readonly paddingIdx?: number;
}

/** y[i] = weight[ids[i]]. weight [rows, width], ids [...] -> y [..., width]. RangeError for an id out of range. */
export const embedding = defineKernel<EmbeddingAttrs>()({
  inputs: { weight: {}, ids: { dtype: "int32" } },
  outputs: { y: {} },
  shapes: ({ weight, ids }) => {
    if (weight.length !== 2)
      throw new ShapeError(`embedding: weight is ${formatShape(weight)}, expected [rows, width]`);
    return { y: [...ids, weight[1]!] };
  },
  flops: () => 0,
});

export const embeddingOracle: OracleOf<typeof embedding> = {
  reference: ({ weight, ids }, { y }, shapes) => {
    const [rows, width] = shapes.weight as [number, number];
    expectIds("embedding", ids, rows);
    for (let i = 0; i < y.length; i++)
      y[i] = weight[ids[Math.floor(i / width)]! * width + (i % width)]!;
  },
  samples: [
    ...widths.map((width) => ({ shapes: { weight: [11, width], ids: [2, 7] }, attrs: {} })),
    { shapes: { weight: [1, 8], ids: [3] }, attrs: {} },
    { shapes: { weight: [5, 4], ids: [] }, attrs: {}, note: "one id" },
  ],
  prepare: ({ ids }, shapes, _attrs, random) => randomIds(ids, shapes.weight[0]!, random),
  tolerance: 1e-7,
};

export interface EmbeddingBackwardAttrs extends EmbeddingAttrs {
  /** Rows of the embedding's weight. */
  readonly rows: number;
}

/** dweight[r] = sum of dy[i] over the i with ids[i] = r, in the order of i; 0 for r = paddingIdx. */
export const embeddingBackward = defineKernel<EmbeddingBackwardAttrs>()({
  inputs: { dy: {}, ids: { dtype: "int32" } },
  outputs: { dweight: {} },
  shapes: ({ dy, ids }, { rows }) => {
    const width = lastAxis("embeddingBackward", "dy", dy);
    expectShape("embeddingBackward", "dy", dy, [...ids, width]);
    return { dweight: [rows, width] };
  },
  flops: ({ dy }) => sizeOf(dy),
});

export const embeddingBackwardOracle: OracleOf<typeof embeddingBackward> = {
  reference: ({ dy, ids }, { dweight }, shapes, { rows, paddingIdx }) => {
    const width = lastAxis("embeddingBackward", "dy", shapes.dy);
    expectIds("embeddingBackward", ids, rows);
    dweight.fill(0);
    for (let i = 0; i < dy.length; i++)
      dweight[ids[Math.floor(i / width)]! * width + (i % width)]! += dy[i]!;
    if (paddingIdx !== undefined) dweight.fill(0, paddingIdx * width, (paddingIdx + 1) * width);
  },
  samples: [
    ...widths.map((width) => ({
      shapes: { dy: [2, 7, width], ids: [2, 7] },
      attrs: { rows: 11 },
    })),
    { shapes: { dy: [65, 9], ids: [65] }, attrs: { rows: 3 }, note: "many ids for each row" },
    { shapes: { dy: [4], ids: [] }, attrs: { rows: 5 }, note: "one id" },
    { shapes: { dy: [20, 5], ids: [20] }, attrs: { rows: 3, paddingIdx: 1 } },
    {
      shapes: { dy: [4000, 4], ids: [4000] },
      attrs: { rows: 3 },
      note: "more ids of a row than small devices sort at once",
    },
  ],
  prepare: ({ dy, ids }, _shapes, { rows }, random) => {
    randomIds(ids, rows, random);
    // Long sums of integers are exact: a missing addend shows, and rounding does not.
    if (ids.length > 1000) for (let i = 0; i < dy.length; i++) dy[i] = Math.round(dy[i]!);
  },
  tolerance: 1e-6,
};
