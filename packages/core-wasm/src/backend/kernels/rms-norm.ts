import { lastAxis } from "../../contract/index.ts";
import { type KernelSet, pointerOf } from "../kernel-set.ts";

export const rmsNormKernels: KernelSet<"rmsNorm" | "rmsNormBackward"> = ({ wasm, memory }) => ({
  rmsNorm: ({ x, weight }, { y, stats }, shapes, { eps }) => {
    const columns = lastAxis("rmsNorm", "x", shapes.x);
    wasm.rmsNorm(
      x.pointer,
      pointerOf(weight),
      y.pointer,
      stats.pointer,
      x.length / columns,
      columns,
      eps,
    );
  },
  rmsNormBackward: ({ dy, x, weight, stats, dresidual }, { dx, dweight }, shapes) => {
    if (x.length === 0) {
      if (dweight) memory.clear(dweight);
      return;
    }
    const columns = lastAxis("rmsNormBackward", "x", shapes.x);
    const rows = x.length / columns;
    wasm.rmsNormBackward(
      dy.pointer,
      x.pointer,
      pointerOf(weight),
      stats.pointer,
      pointerOf(dresidual),
      dx.pointer,
      pointerOf(dweight),
      rows,
      columns,
      memory.scratch(wasm.rmsNormBackwardScratchBytes(rows, columns)),
    );
  },
});
