import type { GivenFineTuning, RecipeOfRuns } from "@qkv/nn/recipes";
import { optionName } from "../command-line/option-name.ts";
import { UsageError } from "../failures/command-error.ts";
import { givenSettings, type TrainOptions } from "./train-options.ts";

/** The settings of a fine-tuning that are no numbers. */
const namesOfParts: readonly string[] = ["loraTargets", "freeze", "quantize", "columns"];

/** The settings that the options give; one that the task does not have is an error. */
export function settingsFor(
  { name: task, ranges }: Pick<RecipeOfRuns, "name" | "ranges">,
  options: TrainOptions,
): GivenFineTuning {
  const given = givenSettings(options);
  const fineTuning = Object.hasOwn(ranges, "lora");
  for (const [name, value] of Object.entries(given)) {
    if (value === undefined || Object.hasOwn(ranges, name)) continue;
    const option = `--${optionName(name)}`;
    if (fineTuning ? namesOfParts.includes(name) : name === "preset") continue;
    if (fineTuning)
      throw new UsageError(`${option} is of new models, and this one has its shape; leave it out`);
    if (name.startsWith("lora") || namesOfParts.includes(name))
      throw new UsageError(`${option} is of published models; name one with --model`);
    throw new UsageError(
      `${option} is not an option of --task ${task}; leave it out, or choose the other task`,
    );
  }
  return given;
}
