/** A message, with the names that its reader gives settings and arguments: those of options on a command line. */
export type SettingMessage = (nameOf: (setting: string) => string) => string;

/** Thrown for settings or data that a recipe cannot train with: it says what came, what was expected and what to do. */
export class RecipeError extends RangeError {
  override readonly name: string = "RecipeError";
  /** The message under other names of the settings. */
  readonly describe: SettingMessage;

  constructor(message: string | SettingMessage) {
    const describe = typeof message === "string" ? () => message : message;
    super(describe((setting) => setting));
    this.describe = describe;
  }
}

/** Thrown for settings that are out of range, or that do not go together. */
export class SettingsError extends RecipeError {
  override readonly name: string = "SettingsError";
}

/** Thrown for a setting that a run has already, and that was given another value. */
export class ChangedSettingError extends SettingsError {
  override readonly name = "ChangedSettingError";

  constructor(setting: string, given: unknown, stored: unknown, run: string) {
    super(
      (nameOf) =>
        `${nameOf(setting)} is ${given}, but ${run} has ${stored}; ` +
        `leave it out to go on, or start a new run without ${nameOf("resume")}`,
    );
  }
}
