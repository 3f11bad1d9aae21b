import { broadcastAxes } from "../../contract/index.ts";
import { whereShape } from "../../contract/kernels/where.ts";
import { atLeastOneAxis, writeAxes } from "../axis-table.ts";
import type { KernelSet } from "../kernel-set.ts";

export const whereKernels: KernelSet<"where"> = ({ wasm, memory }) => ({
  where: ({ condition, a, b }, { c }, shapes) => {
    const shape = whereShape(shapes.condition, shapes.a, shapes.b);
    const axes = atLeastOneAxis(broadcastAxes(shape, [shapes.condition, shapes.a, shapes.b]), 3);
    wasm.where(
      writeAxes(memory, axes),
      axes.length - 1,
      condition.pointer,
      a.pointer,
      b.pointer,
      c.pointer,
    );
  },
});
