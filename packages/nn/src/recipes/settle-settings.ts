import { describeRange, isInRange, type NumberRange } from "../options/number-range.ts";
import {
  type GivenSettings,
  type SettingName,
  type SharedSettings,
  settingRanges,
  type TrainingSettings,
} from "./settings.ts";
import { ChangedSettingError, SettingsError } from "./settings-error.ts";

/** Which settings a recipe has, and where they start from. */
export interface SettingsTable<S extends TrainingSettings> {
  readonly recipe: string;
  readonly presets: Readonly<Record<string, S>>;
  readonly defaultPreset: S;
  readonly ranges: Readonly<Partial<Record<SettingName, NumberRange>>>;
}

/** The numbers that are given; one that the recipe does not have, or out of its range, is an error. */
function numbersOf<S extends TrainingSettings>(
  { recipe, ranges }: SettingsTable<S>,
  settings: GivenSettings,
): Partial<Record<SettingName, number>> {
  const given: Partial<Record<SettingName, number>> = {};
  let name: SettingName;
  for (name in settingRanges) {
    const value = settings[name];
    if (value === undefined) continue;
    const [setting, range] = [name, ranges[name]];
    if (!range)
      throw new SettingsError(
        (nameOf) => `${nameOf(setting)} is no setting of the recipe ${recipe}; leave it out`,
      );
    if (!isInRange(value, range))
      throw new SettingsError(
        (nameOf) => `${nameOf(setting)} is ${value}, expected ${describeRange(range)}`,
      );
    given[name] = value;
  }
  return given;
}

/** The settings of a preset; an error that names those which there are. */
export function presetOf<S extends TrainingSettings>(
  { recipe, presets, defaultPreset }: SettingsTable<S>,
  name?: string,
): S {
  if (name === undefined) return defaultPreset;
  const preset = Object.hasOwn(presets, name) ? presets[name] : undefined;
  if (preset) return preset;
  throw new SettingsError(
    (nameOf) =>
      `${nameOf("preset")} is ${name}, which is none of the recipe ${recipe}; ` +
      `expected ${Object.keys(presets).join(", ")}`,
  );
}

/** Settings of a new run: those of the preset, and those given above them. */
export function newSettings<S extends TrainingSettings>(
  table: SettingsTable<S>,
  settings: GivenSettings,
): S {
  const preset = presetOf(table, settings.preset);
  const given = numbersOf(table, settings);
  const steps = given.steps ?? preset.steps;
  // What the preset says of rates and warm-up fits its own rate and length.
  const fitted = {
    minLr: given.lr === undefined || preset.minLr === 0 ? preset.minLr : given.lr / 10,
    warmup: Math.min(preset.warmup, Math.floor(steps / 10)),
  };
  return checked({ ...preset, ...fitted, ...given });
}

/** Settings that a run may be given others of when it goes on. */
export const changeableSettings: ReadonlySet<string> = new Set<SettingName>([
  "steps",
  "evalEvery",
  "evalBatches",
  "sampleEvery",
]);

/** Settings of a run that goes on: its own, but for its length and what it shows on the way. `run` names it in errors. */
export function resumedSettings<S extends TrainingSettings>(
  table: SettingsTable<S>,
  stored: S,
  settings: GivenSettings,
  run: string,
): S {
  const given = numbersOf(table, settings);
  const values = new Map<string, unknown>(Object.entries(stored));
  let name: SettingName;
  for (name in given)
    if (!changeableSettings.has(name) && given[name] !== values.get(name))
      throw new ChangedSettingError(name, given[name], values.get(name), run);
  if (settings.preset !== undefined && settings.preset !== stored.preset)
    throw new ChangedSettingError("preset", settings.preset, stored.preset, run);
  const steps = given.steps ?? stored.steps;
  if (stored.warmup >= steps)
    throw new SettingsError(
      (nameOf) =>
        `${nameOf("steps")} is ${steps}, but ${run} warms up for ${stored.warmup}; expected more`,
    );
  return checked({ ...stored, ...given });
}

function checked<S extends TrainingSettings>(settings: S): S {
  const { dModel = 0, heads = 1 }: Partial<SharedSettings> = settings; // of a new model
  if (dModel % heads !== 0)
    throw new SettingsError(
      (nameOf) =>
        `${nameOf("heads")} is ${heads}, expected a number that divides the width (${nameOf("dModel")} ${dModel})`,
    );
  expectRates(settings);
  return settings;
}

/** Throw for a rate that would rise to its end, and for a warm-up as long as the training. @throws SettingsError */
export function expectRates({
  lr,
  minLr,
  warmup,
  steps,
}: Pick<TrainingSettings, "lr" | "minLr" | "warmup" | "steps">): void {
  if (minLr > lr)
    throw new SettingsError(
      (nameOf) =>
        `${nameOf("minLr")} is ${minLr}, expected at most the learning rate (${nameOf("lr")} ${lr})`,
    );
  if (warmup >= steps)
    throw new SettingsError(
      (nameOf) =>
        `${nameOf("warmup")} is ${warmup}, expected fewer than the steps (${nameOf("steps")} ${steps})`,
    );
}
