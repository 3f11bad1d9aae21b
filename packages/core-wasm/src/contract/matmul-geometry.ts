import { broadcastStrides, forEachOffset } from "./broadcast.ts";
import { formatShape, type Shape, ShapeError } from "./shape.ts";

/** How the matrices of a product lie. */
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
  expectMatrix(kernel, "a", a);
  expectMatrix(kernel, "b", b);
  const m = a.at(transposeA ? -1 : -2)!;
  const k = a.at(transposeA ? -2 : -1)!;
  const depth = b.at(transposeB ? -1 : -2)!;
  const n = b.at(transposeB ? -2 : -1)!;
  // Runs at every launch: the text is made only when it is needed.
  const refuse = (expected: string): never => {
    const operand = `${kernel}: b${transposeB ? " (transposed)" : ""} is ${formatShape(b)}`;
    throw new ShapeError(`${operand}, expected ${expected}`);
  };
  const ofOperandA = () => `a${transposeA ? " (transposed)" : ""}, ${formatShape(a)}`;
  if (depth !== k)
    refuse(`${transposeB ? "last" : "second to last"} dimension ${k} to match ${ofOperandA()}`);
  const aBatch = a.slice(0, -2);
  const bBatch = b.slice(0, -2);
  if (bBatch.length === 0) return { batch: aBatch, m, n, k, aBatch, bBatch };
  const rank = Math.max(aBatch.length, bBatch.length);
  const batch = Array.from({ length: rank }, (_, axis) => {
    const ofA = aBatch[axis - rank + aBatch.length] ?? 1;
    const ofB = bBatch[axis - rank + bBatch.length] ?? 1;
    if (ofA !== ofB && ofA !== 1 && ofB !== 1)
      refuse(`leading dimensions that broadcast with ${ofOperandA()}`);
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

function expectMatrix(kernel: string, operand: string, shape: Shape): void {
  if (shape.length < 2)
    throw new ShapeError(
      `${kernel}: ${operand} is ${formatShape(shape)}, expected at least two dimensions`,
    );
}
