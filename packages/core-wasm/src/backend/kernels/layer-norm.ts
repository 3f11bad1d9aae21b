import { lastAxis } from "../../contract/index.ts";
import { type KernelSet, pointerOf } from "../kernel-set.ts";

export const layerNormKernels: KernelSet<"layerNorm" | "layerNormBackward"> = ({
  wasm,
  memory,
}) => ({
  layerNorm: ({ x, weight, bias }, { y, stats }, shapes, { eps }) => {
    const columns = lastAxis("layerNorm", "x", shapes.x);
    wasm.layerNorm(
      x.pointer,
      pointerOf(weight),
      pointerOf(bias),
      y.pointer,
      stats.pointer,
      x.length / columns,
      columns,
      eps,
    );
  },
  layerNormBackward: ({ dy, x, weight, stats, dresidual }, { dx, dweight, dbias }, shapes) => {
    if (x.length === 0) {
      for (const sum of [dweight, dbias]) if (sum) memory.clear(sum);
      return;
    }
    const columns = lastAxis("layerNormBackward", "x", shapes.x);
    const rows = x.length / columns;
    wasm.layerNormBackward(
      dy.pointer,
      x.pointer,
      pointerOf(weight),
      stats.pointer,
      pointerOf(dresidual),
      dx.pointer,
      pointerOf(dweight),
      pointerOf(dbias),
      rows,
      columns,
      memory.scratch(wasm.layerNormBackwardScratchBytes(rows, columns)),
    );
  },
});
