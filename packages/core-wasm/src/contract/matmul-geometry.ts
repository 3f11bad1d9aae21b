import { broadcastStrides, forEachOffset } from "./broadcast.ts";
import { formatShape, type Shape, ShapeError } from "./shape.ts";

export interface TransposeFlags {
  /** a is [..., k, m] instead of [..., m, k]. */
  readonly transposeA: boolean;
  /** b is [..., n, k] instead of [..., k, n]. */
  readonly transposeB: boolean;
}

/** What a matrix product multiplies: for every index of `batch` an [m, k] and a [k, n] matrix. */
export interface MatmulGeometry {
  /** Leading axes of the result. */
  readonly batch: Shape;
  readonly m: number;
  readonly n: number;
  readonly k: number;
  /** Leading axes of the operands, which broadcast to `batch`. */
  readonly aBatch: Shape;
  readonly bBatch: Shape;
}

/** The sizes in a @ b, or a ShapeError that names the operand which does not fit. */
export function matmulGeometry(
  kernel: string,
  a: Shape,
  b: Shape,
  { transposeA, transposeB }: TransposeFlags,
): MatmulGeometry {
  const [aRows, aColumns] = matrixAxes(kernel, "a", a);
  const [bRows, bColumns] = matrixAxes(kernel, "b", b);
  const [m, k] = transposeA ? [aColumns, aRows] : [aRows, aColumns];
  const [depth, n] = transposeB ? [bColumns, bRows] : [bRows, bColumns];
  const operandB = `${kernel}: b${transposeB ? " (transposed)" : ""} is ${formatShape(b)}`;
  const operandA = `a${transposeA ? " (transposed)" : ""}, ${formatShape(a)}`;
  if (depth !== k)
    throw new ShapeError(
      `${operandB}, expected ${transposeB ? "last" : "second to last"} dimension ${k} to match ${operandA}`,
    );
  if (k === 0) throw new ShapeError(`${operandB}, expected at least one term in each sum`);
  const [aBatch, bBatch] = [a.slice(0, -2), b.slice(0, -2)];
  const rank = Math.max(aBatch.length, bBatch.length);
  const batch = Array.from({ length: rank }, (_, axis) => {
    const ofA = aBatch[axis - rank + aBatch.length] ?? 1;
    const ofB = bBatch[axis - rank + bBatch.length] ?? 1;
    if (ofA !== ofB && ofA !== 1 && ofB !== 1)
      throw new ShapeError(
        `${operandB}, expected leading dimensions that broadcast with ${operandA}`,
      );
    return ofA === 1 ? ofB : ofA;
  });
  return { batch, m, n, k, aBatch, bBatch };
}

/** Which matrix of a and which of b make each matrix of the result, in order. */
export function forEachMatrix(
  { batch, aBatch, bBatch }: MatmulGeometry,
  visit: (matrix: number, ofA: number, ofB: number) => void,
): void {
  const strides = [broadcastStrides(aBatch, batch), broadcastStrides(bBatch, batch)];
  forEachOffset(batch, strides, (matrix, offsets) => visit(matrix, offsets[0]!, offsets[1]!));
}

function matrixAxes(
  kernel: string,
  operand: string,
  shape: Shape,
): [rows: number, columns: number] {
  const [rows, columns] = shape.slice(-2);
  if (rows === undefined || columns === undefined)
    throw new ShapeError(
      `${kernel}: ${operand} is ${formatShape(shape)}, expected at least two dimensions`,
    );
  return [rows, columns];
}
