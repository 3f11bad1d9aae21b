import { runProcessor } from "./run-processor.mjs";
import { runFirstScores, runSequences } from "./run-sequences.mjs";

/** A case of generation/. */
export async function runGeneration(read, device, comparison) {
  if (read.kind === "processors") runProcessor(read, comparison);
  else if (read.kind === "sequences") await runSequences(read, device, comparison);
  else await runFirstScores(read, device, comparison);
}
