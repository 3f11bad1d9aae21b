import type { JointKernelSet } from "../kernel-set.ts";
import { writeOperands } from "../operand-table.ts";

export const lerpKernels: JointKernelSet<"lerp"> = ({ wasm, memory }) => ({
  lerp: ({ target, x }, { weight }) => {
    const { row, rows, elements } = writeOperands(memory, [target, x]);
    wasm.lerp(row, rows, 0, elements, weight, 1 - weight);
  },
});
