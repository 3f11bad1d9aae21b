import { rangeError } from "../../contract/index.ts";
import type { KernelSet } from "../kernel-set.ts";

export const inRangeKernels: KernelSet<"inRange"> = ({ wasm, memory }) => ({
  inRange: ({ x }, { y }, _, attrs) => {
    const { from, to, nan } = attrs;
    const bad = wasm.inRange(x.pointer, y.pointer, x.length, from, to, nan);
    if (bad >= 0) throw rangeError(attrs, bad, memory.read(x)[bad]!);
  },
});
