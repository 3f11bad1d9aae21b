import { broadcastAxes, broadcastShapes } from "../../contract/index.ts";
import { atLeastOneAxis, writeAxes } from "../axis-table.ts";
import { IntegerOperation } from "../exports.generated.ts";
import type { KernelSet } from "../kernel-set.ts";

export const integerArithmeticKernels: KernelSet<"integerArithmetic"> = ({ wasm, memory }) => ({
  integerArithmetic: ({ a, b }, { c }, shapes, { operation }) => {
    const shape = broadcastShapes("integerArithmetic", shapes.a, shapes.b);
    const axes = atLeastOneAxis(broadcastAxes(shape, [shapes.a, shapes.b]), 2);
    wasm.integerArithmetic(
      IntegerOperation[operation],
      writeAxes(memory, axes),
      axes.length - 1,
      a.pointer,
      b.pointer,
      c.pointer,
    );
  },
});
