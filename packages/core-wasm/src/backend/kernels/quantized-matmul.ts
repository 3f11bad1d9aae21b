import { PANEL_ROWS, quantizedBits } from "../../contract/index.ts";
import { alignUp } from "../allocator.ts";
import { type KernelSet, pointerOf } from "../kernel-set.ts";

export const quantizedMatmulKernels: KernelSet<"quantizedMatmul"> = ({ wasm, memory }) => ({
  quantizedMatmul: ({ x, packed, scales, bias }, { y }, _, { format, rows, width }) => {
    if (y.length === 0) return;
    const bits = quantizedBits[format];
    const half = format === "f16";
    const m = x.length / width;
    const preparedBytes = alignUp(wasm.quantizedPreparedBytes(bits, m, width));
    const prepared = memory.scratch(preparedBytes + wasm.quantizedScratchBytes(m, width));
    wasm.quantizedPrepare(bits, half, m, width, x.pointer, prepared);
    wasm.quantizedPanels(
      0,
      Math.ceil(rows / PANEL_ROWS),
      bits,
      half,
      m,
      rows,
      width,
      prepared,
      packed.pointer,
      pointerOf(scales),
      pointerOf(bias),
      y.pointer,
      prepared + preparedBytes,
    );
  },
});
