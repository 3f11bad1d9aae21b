import { join } from "node:path";
import { CommandError } from "../failures/command-error.ts";
import type { DataRecord } from "../model-directory/model-config.ts";

/** What config.json says of the training, or an error when that is nothing. */
export function trainingOf<T>(training: T | undefined, directory: string): T {
  if (training) return training;
  throw new CommandError(`${join(directory, "config.json")} says nothing of a training to resume`);
}

/** Throw unless the stored shape is the one that the stored settings describe. */
export function requireSameShape<C extends object>(
  stored: C,
  described: C,
  directory: string,
): void {
  let key: Extract<keyof C, string>;
  for (key in described)
    if (described[key] !== stored[key])
      throw new CommandError(
        `${join(directory, "config.json")}: model.${key} is ${stored[key]}, ` +
          `but training.settings make it ${described[key]}`,
      );
}

/** Throw unless the text is the one that the run was trained on. */
export function requireSameText(now: DataRecord, stored: DataRecord, path: string): void {
  if (now.sha256 === stored.sha256) return;
  throw new CommandError(
    `the text of ${now.source} is not the one that the run in ${path} was trained on ` +
      `(${stored.source}, SHA-256 ${stored.sha256.slice(0, 16)}…); ` +
      "name that one with --data, or start a new run without --resume",
  );
}
