import type { AttrsOf } from "../../contract/index.ts";
import { mergeAxes, type StridedAxis, writeAxes } from "../axis-table.ts";
import type { KernelSet } from "../kernel-set.ts";

const once: StridedAxis = { size: 1, strides: [0] };

/** The axes of the strided operand; at least one. */
function stridedAxes({ size, stride }: AttrsOf<"asStrided">): readonly StridedAxis[] {
  const axes = mergeAxes(size.map((count, i) => ({ size: count, strides: [stride[i]!] })));
  return axes.length > 0 ? axes : [once];
}

export const asStridedKernels: KernelSet<"asStrided" | "asStridedBackward"> = ({
  wasm,
  memory,
}) => ({
  asStrided: ({ x }, { y }, _, attrs) => {
    if (y.length === 0) return;
    const axes = stridedAxes(attrs);
    const from = x.pointer + 4 * attrs.offset;
    wasm.asStrided(writeAxes(memory, axes), axes.length - 1, from, y.pointer);
  },
  asStridedBackward: ({ dy }, { dx }, _, attrs) => {
    memory.clear(dx);
    if (dy.length === 0) return;
    const axes = stridedAxes(attrs);
    const to = dx.pointer + 4 * attrs.offset;
    wasm.addAsStrided(writeAxes(memory, axes), axes.length - 1, to, dy.pointer);
  },
});
