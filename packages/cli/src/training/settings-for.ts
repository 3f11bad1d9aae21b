import type { GivenSettings, Recipe } from "@qkv/nn/recipes";
import { optionName } from "../command-line/option-name.ts";
import { UsageError } from "../failures/command-error.ts";
import { givenSettings, type TrainOptions } from "./train-options.ts";

/** The settings that the options give; one that the task does not have is an error. */
export function settingsFor({ name: task, ranges }: Recipe, options: TrainOptions): GivenSettings {
  const given = givenSettings(options);
  for (const [name, value] of Object.entries(given))
    if (value !== undefined && name !== "preset" && !Object.hasOwn(ranges, name))
      throw new UsageError(
        `--${optionName(name)} is not an option of --task ${task}; leave it out, or choose the other task`,
      );
  return given;
}
