import { idError, quantizedBits } from "../../contract/index.ts";
import { type KernelSet, pointerOf } from "../kernel-set.ts";

export const quantizedEmbeddingKernels: KernelSet<"quantizedEmbedding"> = ({ wasm, memory }) => ({
  quantizedEmbedding: ({ packed, scales, ids }, { y }, _, { format, rows, width }) => {
    const bad = wasm.firstBadId(ids.pointer, ids.length, rows);
    if (bad >= 0) throw idError("quantizedEmbedding", bad, memory.read(ids)[bad]!, rows);
    wasm.quantizedEmbedding(
      quantizedBits[format],
      format === "f16",
      packed.pointer,
      pointerOf(scales),
      ids.pointer,
      y.pointer,
      ids.length,
      width,
      memory.scratch(wasm.quantizedEmbeddingScratchBytes(width)),
    );
  },
});
