import { lastAxis } from "../../contract/index.ts";
import type { KernelSet } from "../kernel-set.ts";

export const logSoftmaxKernels: KernelSet<"logSoftmax" | "logSoftmaxBackward"> = ({ wasm }) => ({
  logSoftmax: ({ x }, { y }, shapes) => {
    const columns = lastAxis("logSoftmax", "x", shapes.x);
    wasm.logSoftmax(x.pointer, y.pointer, x.length / columns, columns);
  },
  logSoftmaxBackward: ({ dy, y }, { dx }, shapes) => {
    const columns = lastAxis("logSoftmaxBackward", "y", shapes.y);
    wasm.logSoftmaxBackward(dy.pointer, y.pointer, dx.pointer, y.length / columns, columns);
  },
});
