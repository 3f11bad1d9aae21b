import { RecipeError, SettingsError } from "@qkv/nn/recipes";
import { CommandError, UsageError } from "../failures/command-error.ts";

/** "dModel" -> "d-model" */
export const optionName = (key: string): string =>
  key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/** Say what is wrong with settings or data under the names of the command's options. */
export function namingOptions<T>(body: () => T): T {
  try {
    return body();
  } catch (error) {
    throw named(error);
  }
}

/** The same of what takes its time. */
export async function namingOptionsOf<T>(body: () => Promise<T>): Promise<T> {
  try {
    return await body();
  } catch (error) {
    throw named(error);
  }
}

function named(error: unknown): unknown {
  if (!(error instanceof RecipeError)) return error;
  const message = error.describe((setting) => `--${optionName(setting)}`);
  const Kind = error instanceof SettingsError ? UsageError : CommandError;
  return new Kind(message, { cause: error });
}
