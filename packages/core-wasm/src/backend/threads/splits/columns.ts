import { jobOf, rangeOf } from "../job.ts";
import { byHand, CACHE_LINE, partCount, partSize } from "../split.ts";

const ELEMENTS = 65_536;

/** By columns, in two cache lines at least, each thread with scratch of its own. */
export const sumColumnsSplit = byHand<"sumColumns">(({ wasm, pool, grain }) => {
  const each = wasm.sumColumnsScratch();
  return (args, whole) => {
    const { rows, columns, first, last, scratch } = args;
    const part = partSize(columns, (ELEMENTS * grain) / Math.max(1, rows), 2 * CACHE_LINE);
    if (part >= columns || first > 0 || last < columns) return whole();
    pool.run(
      jobOf("sumColumns", {
        rows: partCount(columns, part),
        args: { ...args, ...rangeOf(columns, part), scratch: { base: scratch, each } },
      }),
    );
  };
});

/** By columns. */
export const extremeColumnsSplit = (kernel: "maxColumns" | "minColumns") =>
  byHand<typeof kernel>(({ pool, grain }) => (args, whole) => {
    const { rows, columns, first, last } = args;
    const part = partSize(columns, (ELEMENTS * grain) / Math.max(1, rows), CACHE_LINE);
    if (part >= columns || first > 0 || last < columns) return whole();
    const parts = { rows: partCount(columns, part), args: { ...args, ...rangeOf(columns, part) } };
    pool.run(jobOf(kernel, parts));
  });
