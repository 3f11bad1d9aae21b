import { lastAxis } from "../../contract/index.ts";
import type { KernelSet } from "../kernel-set.ts";

export const topkKernels: KernelSet<"topk"> = ({ wasm }) => ({
  topk: ({ x }, { values, indices }, shapes, { k }) => {
    const columns = lastAxis("topk", "x", shapes.x);
    const rows = columns === 0 ? 0 : x.length / columns;
    wasm.topk(x.pointer, values.pointer, indices.pointer, rows, columns, k);
  },
});
