import { writeFileSafely } from "@qkv/nn/node";
import type { Sample } from "@qkv/nn/recipes";
import { titledSamples } from "../report/describe-sample.ts";
import { reportPage } from "../report/report-page.ts";
import { pathForOthers } from "../terminal/shown-path.ts";
import { finalFigures } from "./closing-words.ts";
import type { AssembledRun } from "./training-run.ts";

/** The report page of a run, as far as it has come. */
export async function writeReport(
  path: string,
  run: AssembledRun,
  samples: readonly Sample[],
): Promise<void> {
  const { directory, prepared, history } = run;
  const { settings, config, training } = prepared;
  const page = reportPage({
    title: `qkv: training run ${pathForOthers(directory.path)}`,
    records: history.records,
    figures: finalFigures(run),
    configuration: [
      ["data", pathForOthers(training.data.source)],
      ["SHA-256 of the data", training.data.sha256],
      ...Object.entries({ ...config, ...settings }).map(
        ([name, value]) => [name, String(value)] as const,
      ),
    ],
    samples: titledSamples(samples),
    unit: prepared.figures ? "" : "nats per token",
  });
  await writeFileSafely(path, new TextEncoder().encode(page));
}
