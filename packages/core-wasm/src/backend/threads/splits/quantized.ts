import { alignUp } from "../../allocator.ts";
import { countOf, partOf, rangeOf } from "../job.ts";
import { partCount, partSize, type Split } from "../split.ts";

/** Elements of the weight that a part reads for few rows of x, and operations of a part for many. */
const WEIGHTS = 262_144;
const FLOPS = 8e6;
const PANEL_ROWS = 16;
const EMBEDDED = 16_384;

/** Products by panels of the weight, embeddings by ids. */
export const quantizedSplits: Split<
  | "quantizedPanels"
  | "quantizedScratchBytes"
  | "quantizedEmbedding"
  | "quantizedEmbeddingScratchBytes"
> = ({ wasm, pool, grain }) => ({
  quantizedScratchBytes: (m) => pool.threads * alignUp(wasm.quantizedScratchBytes(m)),
  quantizedEmbeddingScratchBytes: (width) =>
    pool.threads * alignUp(wasm.quantizedEmbeddingScratchBytes(width)),
  quantizedPanels: (...args) => {
    const [first, last, bits, half, m, n, width] = args;
    const [, , , , , , , prepared, packed, scales, bias, y, scratch] = args;
    const ofPanel = PANEL_ROWS * width;
    const wanted = Math.min(WEIGHTS / ofPanel, FLOPS / (2 * m * ofPanel));
    const part = partSize(last, wanted * grain, 1);
    if (first > 0 || part >= last) return wasm.quantizedPanels(...args);
    pool.run({
      kernel: "quantizedPanels",
      rows: partCount(last, part),
      args: [
        ...[...rangeOf(last, part), bits, half, m, n, width, prepared, packed, scales, bias, y],
        { base: scratch, each: alignUp(wasm.quantizedScratchBytes(m)) },
      ],
    });
  },
  quantizedEmbedding: (bits, half, packed, scales, ids, y, count, width, scratch) => {
    const part = partSize(count, (EMBEDDED * grain) / width, 1);
    if (part >= count)
      return wasm.quantizedEmbedding(bits, half, packed, scales, ids, y, count, width, scratch);
    pool.run({
      kernel: "quantizedEmbedding",
      rows: partCount(count, part),
      args: [
        ...[bits, half, packed, scales, partOf(ids, 4 * part), partOf(y, 4 * part * width)],
        ...[countOf(count, part), width],
        { base: scratch, each: alignUp(wasm.quantizedEmbeddingScratchBytes(width)) },
      ],
    });
  },
});
