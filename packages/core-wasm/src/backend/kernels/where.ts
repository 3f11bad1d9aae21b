import { whereShape } from "../../contract/kernels/where.ts";
import { writeAxes } from "../axis-table.ts";
import { broadcastAxes } from "../broadcast-axes.ts";
import type { KernelSet } from "../kernel-set.ts";

export const whereKernels: KernelSet<"where"> = ({ wasm, memory }) => ({
  where: ({ condition, a, b }, { c }, shapes) => {
    const shape = whereShape(shapes.condition, shapes.a, shapes.b);
    const axes = broadcastAxes(shape, [shapes.condition, shapes.a, shapes.b]);
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
