import { optionName } from "../command-line/parse-options.ts";
import { UsageError } from "../failures/command-error.ts";
import type { TaskSettings } from "./task-settings.ts";
import type { TrainOptions } from "./train-options.ts";
import { type NumericSetting, type SharedSettings, settingRanges } from "./training-settings.ts";

/** Settings that the command line gives; one that the task does not have is an error. */
function numericSettings<S extends SharedSettings>(
  { task, ranges }: TaskSettings<S>,
  options: TrainOptions,
): Partial<Record<NumericSetting, number>> {
  const given: Partial<Record<NumericSetting, number>> = {};
  let name: NumericSetting;
  for (name in settingRanges) {
    const value = options[name];
    if (value === undefined) continue;
    if (!(name in ranges))
      throw new UsageError(
        `--${optionName(name)} is not an option of --task ${task}; leave it out, or choose the other task`,
      );
    given[name] = value;
  }
  return given;
}

/** Settings of a new run: those of the preset, and the options above them. */
export function newSettings<S extends SharedSettings>(
  kind: TaskSettings<S>,
  options: TrainOptions,
): S {
  const preset = options.preset === undefined ? kind.defaultPreset : kind.presets[options.preset];
  if (!preset)
    throw new UsageError(
      `--preset is ${options.preset}, which is none of --task ${kind.task}; ` +
        `expected ${Object.keys(kind.presets).join(", ")}`,
    );
  const given = numericSettings(kind, options);
  const steps = given.steps ?? preset.steps;
  // What the preset says of rates and warm-up fits its own rate and length.
  const fitted = {
    minLr: given.lr === undefined || preset.minLr === 0 ? preset.minLr : given.lr / 10,
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
export function resumedSettings<S extends SharedSettings>(
  kind: TaskSettings<S>,
  stored: S,
  options: TrainOptions,
  directory: string,
): S {
  if (options.task !== undefined && options.task !== kind.task)
    throw contradiction("task", options.task, kind.task, directory);
  const given = numericSettings(kind, options);
  const values = new Map<string, unknown>(Object.entries(stored));
  let name: NumericSetting;
  for (name in given)
    if (!changeable.has(name) && given[name] !== values.get(name))
      throw contradiction(optionName(name), given[name], values.get(name), directory);
  if (options.preset !== undefined && options.preset !== stored.preset)
    throw contradiction("preset", options.preset, stored.preset, directory);
  const steps = given.steps ?? stored.steps;
  if (stored.warmup >= steps)
    throw new UsageError(
      `--steps is ${steps}, but the run in ${directory} warms up for ${stored.warmup}; expected more`,
    );
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

function checked<S extends SharedSettings>(settings: S): S {
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
