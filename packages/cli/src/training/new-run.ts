import { UsageError } from "../failures/command-error.ts";
import { claimDirectory, nextDirectory } from "../run-directory/claim-directory.ts";
import type { TrainOptions } from "../settings/train-options.ts";
import { chooseDevice, type RunSession } from "./choose-device.ts";
import { assembleRun, type TrainingRun } from "./training-run.ts";
import type { TaskKind } from "./training-task.ts";

/** A run from the beginning, with the options' settings on the options' data. */
export async function newRun<B>(
  kind: TaskKind<B>,
  options: TrainOptions,
  load: RunSession,
): Promise<TrainingRun<B>> {
  if (options.data === undefined)
    throw new UsageError(
      "--data is missing, expected a text file, a folder of .txt files, an http(s) address, " +
        "or book for Moby Dick; with --task seq2seq a .tsv file",
    );
  const prepared = await kind.begin(options.data, options, load);
  await chooseDevice(prepared, "qkv train", load);
  const directory =
    options.out === undefined
      ? await nextDirectory(prepared.settings.preset, load.printer)
      : await claimDirectory(options.out);
  return assembleRun({ directory, prepared, ...load });
}
