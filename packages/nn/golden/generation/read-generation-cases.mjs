import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { GoldenError } from "../golden-error.mjs";
import { nn } from "../library.mjs";
import { attempt, readJson } from "../read-json.mjs";

const kinds = {
  processors: ["processor", "options", "rows", "key"],
  sequences: ["model", "options", "inputs", "sequences"],
  first_scores: ["model", "options", "inputs", "scores"],
};

/** Cases of generation/: what changes scores, whole runs, and what the first token is drawn from. */
export function readGenerationCases(directory) {
  const folder = join(directory, "generation");
  return Object.entries(kinds).flatMap(([kind, fields]) => {
    const file = join(folder, `${kind}.json`);
    const book = readJson(file);
    if (book === undefined) return [];
    if (!Array.isArray(book?.cases)) throw new GoldenError(`${file} has no list "cases"`);
    const tensors = readTensors(join(folder, `${kind}.safetensors`));
    return book.cases.map((record, i) => {
      for (const field of ["name", ...fields])
        if (record?.[field] === undefined)
          throw new GoldenError(`${file}: case ${i} has no "${field}"`);
      return {
        group: "generation",
        name: `${kind}/${record.name}`,
        kind,
        record,
        tensors,
        directory,
      };
    });
  });
}

function readTensors(file) {
  if (!existsSync(file)) return new Map();
  try {
    return nn.readSafetensors(attempt(file, () => readFileSync(file))).tensors;
  } catch (error) {
    throw new GoldenError(`${file}: ${error.message}`);
  }
}
