import { PANEL_COLUMNS } from "../../exports.generated.ts";
import { countOf, jobOf, partOf } from "../job.ts";
import { byHand, partCount, partSize } from "../split.ts";

const ELEMENTS = 65_536;

/** By panels of a matrix given transposed, as weights are: those of another read all of its rows. */
export const prepackSplit = byHand<"prepack">(({ pool, grain }) => (args, whole) => {
  const { n, k, b, transposeB, panels } = args;
  const part = partSize(n, (ELEMENTS * grain) / k, PANEL_COLUMNS);
  if (part >= n || !transposeB) return whole();
  const bytes = 4 * part * k;
  pool.run(
    jobOf("prepack", {
      rows: partCount(n, part),
      args: { ...args, n: countOf(n, part), b: partOf(b, bytes), panels: partOf(panels, bytes) },
    }),
  );
});
