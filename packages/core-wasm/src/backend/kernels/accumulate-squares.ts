import { SQUARES_BLOCK } from "../exports.generated.ts";
import type { JointKernelSet } from "../kernel-set.ts";
import { writeOperands } from "../operand-table.ts";

export const accumulateSquaresKernels: JointKernelSet<"accumulateSquares"> = ({
  wasm,
  memory,
}) => ({
  accumulateSquares: ({ x, total }) => {
    let blocks = 0;
    for (const { length } of x) blocks += Math.ceil(length / SQUARES_BLOCK);
    const restBytes = 4 * blocks;
    const { row, rows, elements } = writeOperands(memory, [x], { unit: SQUARES_BLOCK, restBytes });
    wasm.accumulateSquares(row, rows, elements, row + 8 * rows, total.pointer);
  },
});
