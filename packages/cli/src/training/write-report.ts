import { writeFileSafely } from "@qkv/nn/node";
import { reportPage } from "../report/report-page.ts";
import { finalFigures } from "./closing-words.ts";
import type { TrainingRun } from "./training-run.ts";
import type { Sample } from "./training-task.ts";

/** The report page of a run, as far as it has come. */
export async function writeReport<B>(
  path: string,
  run: TrainingRun<B>,
  samples: readonly Sample[],
): Promise<void> {
  const { directory, prepared, history } = run;
  const { data, settings, config } = prepared;
  const page = reportPage({
    title: `qkv: training run ${directory.shown}`,
    records: history.records,
    figures: finalFigures(run),
    configuration: [
      ["data", data.source],
      ["SHA-256 of the data", data.sha256],
      ...Object.entries({ ...config.model, ...settings }).map(
        ([name, value]) => [name, String(value)] as const,
      ),
    ],
    samples,
  });
  await writeFileSafely(path, new TextEncoder().encode(page));
}
