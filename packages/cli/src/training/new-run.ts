import { CharacterTokenizer, gptConfig } from "@qkv/nn";
import { UsageError } from "../failures/command-error.ts";
import { requireMemory } from "../model-directory/model-size.ts";
import { claimDirectory, nextDirectory } from "../run-directory/claim-directory.ts";
import { newSettings } from "../settings/resolve-settings.ts";
import type { TrainOptions } from "../settings/train-options.ts";
import { modelOptions } from "../settings/training-settings.ts";
import { type LoadOptions, loadText } from "../text-source/load-text.ts";
import { splitText } from "./text-split.ts";
import { assembleRun, type TrainingRun } from "./training-run.ts";

/** A run from the beginning, with the options' settings on the options' text. */
export async function newRun(options: TrainOptions, load: LoadOptions): Promise<TrainingRun> {
  if (options.data === undefined)
    throw new UsageError(
      "--data is missing, expected a text file, a folder of .txt files, an http(s) address, " +
        "or book for Moby Dick",
    );
  const settings = newSettings(options);
  const { text, source, sha256 } = await loadText(options.data, load);
  const tokenizer = CharacterTokenizer.train(text);
  const split = splitText(text, tokenizer, settings.context);
  const config = gptConfig(modelOptions(settings, tokenizer.vocabSize));
  requireMemory(config, "training", "qkv train");
  const directory =
    options.out === undefined
      ? await nextDirectory(settings.preset, load.printer)
      : await claimDirectory(options.out);
  const data = { source, sha256 };
  return assembleRun({ directory, settings, data, split, tokenizer, config, ...load });
}
