import { dropoutScale, dropoutThreshold } from "../../contract/index.ts";
import { RANDOM_WORDS } from "../exports.generated.ts";
import { type KernelSet, pointerOf } from "../kernel-set.ts";

export const dropoutKernels: KernelSet<"dropout"> = ({ wasm, memory }) => ({
  dropout: ({ x, residual }, { y }, _shapes, { p, seed, stream }) => {
    const words = memory.scratch(4 * RANDOM_WORDS);
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
