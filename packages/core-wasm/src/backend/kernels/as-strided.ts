import { type AttrsOf, mergeAxes, type StridedAxis } from "../../contract/index.ts";
import { atLeastOneAxis, writeAxes } from "../axis-table.ts";
import type { KernelSet } from "../kernel-set.ts";

/** The axes of the strided operand. */
const stridedAxes = ({ size, stride }: AttrsOf<"asStrided">): readonly StridedAxis[] =>
  atLeastOneAxis(mergeAxes(size.map((count, i) => ({ size: count, strides: [stride[i]!] }))), 1);

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
