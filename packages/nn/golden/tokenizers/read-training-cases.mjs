import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { GoldenError } from "../golden-error.mjs";
import { readJsonFile } from "./files.mjs";

const group = "tokenizer-training";

/** Every trained tokenizer of tokenizer-training/: KIND-SIZE-CORPUS.json, and its encodings in .cases.json. */
export function readTrainingCases(directory) {
  const folder = join(directory, group);
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((file) => file.endsWith(".json") && !file.endsWith(".cases.json"))
    .sort()
    .map((file) => {
      const name = file.replace(/\.json$/, "");
      const encodings = readJsonFile(join(folder, `${name}.cases.json`));
      if (!Array.isArray(encodings))
        throw new GoldenError(`${join(folder, name)}.cases.json is no list of encodings`);
      const json = readJsonFile(join(folder, file));
      return { group, name, record: { kind: "trained", json, encodings, name }, shared: directory };
    });
}
