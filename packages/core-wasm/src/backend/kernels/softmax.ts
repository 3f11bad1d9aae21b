import { lastAxis } from "../../contract/index.ts";
import type { KernelSet } from "../kernel-set.ts";

export const softmaxKernels: KernelSet<"softmax" | "softmaxBackward"> = ({ wasm }) => ({
  softmax: ({ x }, { y }, shapes) => {
    const columns = lastAxis("softmax", "x", shapes.x);
    wasm.softmax(x.pointer, y.pointer, x.length / columns, columns);
  },
  softmaxBackward: ({ dy, y }, { dx }, shapes) => {
    const columns = lastAxis("softmaxBackward", "y", shapes.y);
    wasm.softmaxBackward(dy.pointer, y.pointer, dx.pointer, y.length / columns, columns);
  },
});
