import type { JointKernelSet } from "../kernel-set.ts";
import { writeOperands } from "../operand-table.ts";

/** Elements whose squares are summed in float32. */
const BLOCK = 1024;

export const accumulateSquaresKernels: JointKernelSet<"accumulateSquares"> = ({
  wasm,
  memory,
}) => ({
  accumulateSquares: ({ x, total }) => {
    let blocks = 0;
    for (const { length } of x) blocks += Math.ceil(length / BLOCK);
    const restBytes = 4 * blocks;
    const { row, rows, elements } = writeOperands(memory, [x], { unit: BLOCK, restBytes });
    wasm.accumulateSquares(row, rows, elements, row + 8 * rows, total.pointer);
  },
});
