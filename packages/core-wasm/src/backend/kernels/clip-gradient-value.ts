import type { JointKernelSet } from "../kernel-set.ts";
import { writeOperands } from "../operand-table.ts";

export const clipGradientValueKernels: JointKernelSet<"clipGradientValue"> = ({
  wasm,
  memory,
}) => ({
  clipGradientValue: ({ gradient }, { clipValue }) => {
    const { row, rows, elements } = writeOperands(memory, [gradient]);
    wasm.clipGradientValue(row, rows, 0, elements, clipValue);
  },
});
