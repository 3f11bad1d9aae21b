import { countOf, partOf } from "../job.ts";
import { partCount, partSize, type Split } from "../split.ts";

const ELEMENTS = 65_536;
/** Columns of a panel. */
const PANEL = 8;

/** By panels of a matrix given transposed, as weights are: those of another read all of its rows. */
export const prepackSplit: Split<"prepack"> = ({ wasm, pool, grain }) => ({
  prepack: (n, k, b, transposeB, panels) => {
    const part = partSize(n, (ELEMENTS * grain) / k, PANEL);
    if (part >= n || !transposeB) return wasm.prepack(n, k, b, transposeB, panels);
    pool.run({
      kernel: "prepack",
      rows: partCount(n, part),
      args: [
        countOf(n, part),
        k,
        partOf(b, 4 * part * k),
        transposeB,
        partOf(panels, 4 * part * k),
      ],
    });
  },
});
