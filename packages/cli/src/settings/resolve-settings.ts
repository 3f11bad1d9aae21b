import { optionName } from "../command-line/parse-options.ts";
import { UsageError } from "../failures/command-error.ts";
import { presets } from "./presets.ts";
import type { TrainOptions } from "./train-options.ts";
import { type NumericSetting, settingRanges, type TrainingSettings } from "./training-settings.ts";

const numericSettings = (options: TrainOptions): Partial<Record<NumericSetting, number>> => {
  const given: Partial<Record<NumericSetting, number>> = {};
  let name: NumericSetting;
  for (name in settingRanges) {
    const value = options[name];
    if (value !== undefined) given[name] = value;
  }
  return given;
};

/** Settings of a new run: those of the preset, and the options above them. */
export function newSettings(options: TrainOptions): TrainingSettings {
  const preset = presets[options.preset ?? "book"];
  const given = numericSettings(options);
  const steps = given.steps ?? preset.steps;
  // What the preset says of rates and warm-up fits its own rate and length.
  const fitted = {
    minLr: given.lr === undefined ? preset.minLr : given.lr / 10,
    warmup: Math.min(preset.warmup, Math.floor(steps / 10)),
  };
  return checked({ ...preset, ...fitted, ...given });
}

const changeable: ReadonlySet<NumericSetting> = new Set([
  "steps",
  "evalEvery",
  "evalBatches",
  "sampleEvery",
]);

/** Settings of a run that goes on: its own, but for its length and what it shows on the way. */
export function resumedSettings(
  stored: TrainingSettings,
  options: TrainOptions,
  directory: string,
): TrainingSettings {
  const given = numericSettings(options);
  let name: NumericSetting;
  for (name in given)
    if (!changeable.has(name) && given[name] !== stored[name])
      throw contradiction(optionName(name), given[name], stored[name], directory);
  if (options.preset !== undefined && options.preset !== stored.preset)
    throw contradiction("preset", options.preset, stored.preset, directory);
  return checked({ ...stored, ...given });
}

function contradiction(
  option: string,
  given: unknown,
  stored: unknown,
  directory: string,
): UsageError {
  return new UsageError(
    `--${option} is ${given}, but the run in ${directory} has ${stored}; ` +
      "leave it out to go on, or start a new run without --resume",
  );
}

function checked(settings: TrainingSettings): TrainingSettings {
  const { dModel, heads, lr, minLr, warmup, steps } = settings;
  if (dModel % heads !== 0)
    throw new UsageError(
      `--heads is ${heads}, expected a number that divides the width (--d-model ${dModel})`,
    );
  if (minLr > lr)
    throw new UsageError(`--min-lr is ${minLr}, expected at most the learning rate (--lr ${lr})`);
  if (warmup >= steps)
    throw new UsageError(`--warmup is ${warmup}, expected fewer than the steps (--steps ${steps})`);
  return settings;
}
