import { rangeOf } from "../job.ts";
import { partCount, partSize, type Split } from "../split.ts";

const ELEMENTS = 65_536;
const COLUMNS = 32;

/** By columns, each thread with scratch of its own. */
export const sumColumnsSplit: Split<"sumColumns" | "sumColumnsScratch"> = ({
  wasm,
  pool,
  grain,
}) => {
  const each = wasm.sumColumnsScratch();
  return {
    sumColumnsScratch: () => pool.threads * each,
    sumColumns: (x, y, rows, columns, first, last, scratch) => {
      const part = partSize(columns, (ELEMENTS * grain) / Math.max(1, rows), COLUMNS);
      if (part >= columns || first > 0 || last < columns)
        return wasm.sumColumns(x, y, rows, columns, first, last, scratch);
      pool.run({
        kernel: "sumColumns",
        rows: partCount(columns, part),
        args: [x, y, rows, columns, ...rangeOf(columns, part), { base: scratch, each }],
      });
    },
  };
};
