import type { KernelExports } from "../../exports.generated.ts";
import { rangeOf } from "../job.ts";
import { partCount, partSize, type Split, type SplitContext } from "../split.ts";

const ELEMENTS = 65_536;
/** A cache line that two threads write is slow. */
const COLUMNS = 16;

/** By columns. */
export const extremeColumnsSplits: Split<"maxColumns" | "minColumns"> = (context) => ({
  maxColumns: splitColumns("maxColumns", context),
  minColumns: splitColumns("minColumns", context),
});

const splitColumns =
  (
    kernel: "maxColumns" | "minColumns",
    { wasm, pool, grain }: SplitContext,
  ): KernelExports["maxColumns"] =>
  (x, y, rows, columns, first, last) => {
    const part = partSize(columns, (ELEMENTS * grain) / Math.max(1, rows), COLUMNS);
    if (part >= columns || first > 0 || last < columns)
      return wasm[kernel](x, y, rows, columns, first, last);
    pool.run({
      kernel,
      rows: partCount(columns, part),
      args: [x, y, rows, columns, ...rangeOf(columns, part)],
    });
  };
