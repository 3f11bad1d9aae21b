import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Application, applicationNamed } from "@qkv/nn/applications";
import { givenValue } from "../command-line/given-value.ts";

/** The application that a command line is about: by --task, or by the run that the option `folderOption` names. */
export function applicationIn(
  args: readonly string[],
  folderOption: "resume" | "model",
): Application | undefined {
  const task = givenValue(args, "task");
  if (task !== undefined) return applicationNamed(task);
  const folder = givenValue(args, folderOption);
  const recipe = folder === undefined ? undefined : recipeIn(folder);
  return recipe === undefined ? undefined : applicationNamed(recipe);
}

/** What the run in a folder learns; what is wrong with its files is said by whoever reads them. */
function recipeIn(folder: string): string | undefined {
  try {
    const { recipe } = Object(JSON.parse(readFileSync(join(folder, "training.json"), "utf8")));
    return typeof recipe === "string" ? recipe : undefined;
  } catch {
    return undefined;
  }
}
