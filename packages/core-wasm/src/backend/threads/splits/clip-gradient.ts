import { countOf, partOf } from "../job.ts";
import { partCount, partSize, type Split } from "../split.ts";

const STEP = 64;
const ELEMENTS = 65_536;

/** By elements; every part reads the one norm. */
export const clipGradientSplit: Split<"clipGradient"> = ({ wasm, pool, grain }) => ({
  clipGradient: (gradient, norm, count, maxNorm) => {
    const part = partSize(count, ELEMENTS * grain, STEP);
    if (part >= count) return wasm.clipGradient(gradient, norm, count, maxNorm);
    const args = [partOf(gradient, 4 * part), norm, countOf(count, part), maxNorm];
    pool.run({ kernel: "clipGradient", rows: partCount(count, part), args });
  },
});
