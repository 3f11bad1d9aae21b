import { dropoutScale, dropoutThreshold } from "../../contract/index.ts";
import { type KernelSet, pointerOf } from "../kernel-set.ts";

const RANDOM_BYTES = 64; // 16 random words

export const dropoutKernels: KernelSet<"dropout"> = ({ wasm, memory }) => ({
  dropout: ({ x, residual }, { y }, _shapes, { p, seed, stream }) => {
    const words = memory.scratch(RANDOM_BYTES);
    const { threshold, scale } = dropoutWords(p);
    wasm.dropout(
      x.pointer,
      pointerOf(residual),
      y.pointer,
      x.length,
      threshold,
      scale,
      seed,
      stream,
      words,
    );
  },
});

/** The threshold as a uint32: p = 1 leaves one word in 2^32 above it, whose element becomes 0 by its scale. */
export const dropoutWords = (p: number): { threshold: number; scale: number } => ({
  threshold: Math.min(dropoutThreshold(p), 2 ** 32 - 1),
  scale: dropoutScale(p),
});
