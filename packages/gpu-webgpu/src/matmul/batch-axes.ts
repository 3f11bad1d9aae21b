import { broadcastAxes, type MatmulGeometry } from "@qkv/core-wasm/contract";

/** An axis of the batch: matrices from one of its indices to the next in each operand, 0 where that one repeats. */
export interface BatchAxis {
  readonly size: number;
  readonly a: number;
  readonly b: number;
}

/** The axes of a batch from the last to the first, neighbours that count on in both operands as one. */
export const batchAxes = ({
  batch,
  aBatch,
  bBatch,
}: Pick<MatmulGeometry, "batch" | "aBatch" | "bBatch">): readonly BatchAxis[] =>
  broadcastAxes(batch, [aBatch, bBatch])
    .map(({ size, strides: [a = 0, b = 0] }) => ({ size, a, b }))
    .reverse();

/** A run of matrices that one launch computes: the innermost axes from some place on. */
export interface BatchBlock {
  /** The block's first matrix in the result, in a and in b. */
  readonly matrix: number;
  readonly a: number;
  readonly b: number;
}

/** Axes that the programs resolve. */
export const blockAxes = 3;

/** The blocks of a batch: one, unless more axes than the programs resolve alternate between the operands. */
export function batchBlocks(axes: readonly BatchAxis[]): readonly BatchBlock[] {
  const inside = axes.slice(0, blockAxes).reduce((product, { size }) => product * size, 1);
  let blocks: readonly BatchBlock[] = [{ matrix: 0, a: 0, b: 0 }];
  let step = inside;
  for (const { size, a, b } of axes.slice(blockAxes)) {
    const inner = blocks;
    blocks = Array.from({ length: size }, (_, i) =>
      inner.map((block) => ({
        matrix: block.matrix + i * step,
        a: block.a + i * a,
        b: block.b + i * b,
      })),
    ).flat();
    step *= size;
  }
  return blocks;
}
