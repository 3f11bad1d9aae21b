import type { Recipe } from "@qkv/nn/recipes";
import { namingOptions } from "../command-line/option-name.ts";
import { UsageError } from "../failures/command-error.ts";
import { claimDirectory, nextDirectory } from "../run-directory/claim-directory.ts";
import { loadText } from "../text-source/load-text.ts";
import { chosenTokenizer } from "../tokenizer/chosen-tokenizer.ts";
import { chooseDevice, type RunSession } from "./choose-device.ts";
import { settingsFor } from "./settings-for.ts";
import type { TrainOptions } from "./train-options.ts";
import { type AssembledRun, assembleRun } from "./training-run.ts";

/** A run from the beginning, with the options' settings on the options' data. */
export async function newRun(
  recipe: Recipe,
  options: TrainOptions,
  session: RunSession,
): Promise<AssembledRun> {
  if (options.data === undefined)
    throw new UsageError(
      "--data is missing, expected a text file, a folder of .txt files, an http(s) address, " +
        "or book for Moby Dick; with --task seq2seq a .tsv file",
    );
  const plan = namingOptions(() => recipe.plan(settingsFor(recipe, options)));
  const data = await loadText(options.data, session);
  const tokenizer =
    options.tokenizer === undefined
      ? undefined
      : await chosenTokenizer(options.tokenizer, data.text, session);
  const prepared = namingOptions(() => plan.prepare(data, tokenizer));
  await chooseDevice(prepared, "qkv train", session);
  const directory =
    options.out === undefined
      ? await nextDirectory(prepared.settings.preset, session.printer)
      : await claimDirectory(options.out);
  return assembleRun({ directory, prepared, ...session });
}
