import { defineKernel, type OracleOf } from "../kernel.ts";
import { formatShape, type Shape, ShapeError, sizeOf } from "../shape.ts";

/** Where the rows lie; offsets and steps count elements. */
export interface WriteRowsAttrs {
  readonly batch: number;
  /** Rows of each batch index. */
  readonly count: number;
  /** Elements of a row. */
  readonly width: number;
  readonly targetOffset: number;
  readonly targetBatch: number;
  readonly targetRow: number;
  readonly sourceOffset: number;
  readonly sourceBatch: number;
  readonly sourceRow: number;
}

function expectInside(
  operand: string,
  shape: Shape,
  { batch, count, width }: WriteRowsAttrs,
  offset: number,
  batchStep: number,
  rowStep: number,
): void {
  if (batch === 0 || count === 0 || width === 0) return;
  const end = offset + (batch - 1) * batchStep + (count - 1) * rowStep + width;
  if (Math.min(offset, batchStep, rowStep) < 0 || end > sizeOf(shape))
    throw new ShapeError(
      `writeRows: ${operand} is ${formatShape(shape)}, expected at least ${end} elements for ` +
        `${batch} x ${count} rows of ${width} from ${offset} in steps of ${batchStep} and ${rowStep}`,
    );
}

/** target[targetOffset + b targetBatch + r targetRow + i] = rows[sourceOffset + b sourceBatch + r sourceRow + i]. */
export const writeRows = defineKernel<WriteRowsAttrs>()({
  inputs: { target: { updated: true, anyDtype: true }, rows: { anyDtype: true } },
  outputs: {},
  shapes: ({ target, rows }, attrs) => {
    const { targetOffset, targetBatch, targetRow, sourceOffset, sourceBatch, sourceRow } = attrs;
    expectInside("target", target, attrs, targetOffset, targetBatch, targetRow);
    expectInside("rows", rows, attrs, sourceOffset, sourceBatch, sourceRow);
    return {};
  },
  flops: () => 0,
});

export const writeRowsOracle: OracleOf<typeof writeRows> = {
  reference: ({ target, rows }, _, __, attrs) => {
    for (let b = 0; b < attrs.batch; b++)
      for (let r = 0; r < attrs.count; r++) {
        const to = attrs.targetOffset + b * attrs.targetBatch + r * attrs.targetRow;
        const from = attrs.sourceOffset + b * attrs.sourceBatch + r * attrs.sourceRow;
        for (let i = 0; i < attrs.width; i++) target[to + i] = rows[from + i]!;
      }
  },
  samples: [
    ...[1, 3, 8, 17].map((width) => ({
      shapes: { target: [2, 9, width], rows: [2, 4, width] },
      attrs: {
        ...{ batch: 2, count: 4, width },
        ...{ targetOffset: 5 * width, targetBatch: 9 * width, targetRow: width },
        ...{ sourceOffset: 0, sourceBatch: 4 * width, sourceRow: width },
      },
      note: "append to a cache",
    })),
    {
      shapes: { target: [2, 9, 6], rows: [2, 3, 20] },
      attrs: {
        ...{ batch: 2, count: 3, width: 6 },
        ...{ targetOffset: 12, targetBatch: 54, targetRow: 6 },
        ...{ sourceOffset: 7, sourceBatch: 60, sourceRow: 20 },
      },
      note: "keys out of packed rows",
    },
    {
      shapes: { target: [5], rows: [5] },
      attrs: {
        ...{ batch: 1, count: 0, width: 5, targetOffset: 0, targetBatch: 0 },
        ...{ targetRow: 5, sourceOffset: 0, sourceBatch: 0, sourceRow: 5 },
      },
      note: "no row",
    },
  ],
  tolerance: 0,
};
