import { quantizedBits } from "../../contract/index.ts";
import { type KernelSet, pointerOf } from "../kernel-set.ts";

export const quantizedMatmulKernels: KernelSet<"quantizedMatmul"> = ({ wasm, memory }) => ({
  quantizedMatmul: ({ x, packed, scales, bias }, { y }, shapes, { format, width }) => {
    if (y.length === 0) return;
    const bits = quantizedBits[format];
    const m = x.length / width;
    wasm.quantizedMatmul(
      bits,
      m,
      shapes.packed[0]!,
      width,
      x.pointer,
      packed.pointer,
      pointerOf(scales),
      pointerOf(bias),
      y.pointer,
      memory.scratch(wasm.quantizedMatmulScratchBytes(bits, m, width)),
    );
  },
});
