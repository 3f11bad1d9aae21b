import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { GoldenError } from "../golden-error.mjs";

/** The parsed file; undefined where there is none. */
export function readJsonFile(file) {
  if (!existsSync(file)) return undefined;
  try {
    return JSON.parse(readTextFile(file));
  } catch (error) {
    throw new GoldenError(`${file} is no JSON: ${error.message}`);
  }
}

export function readTextFile(file) {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new GoldenError(`cannot read ${file}: ${error.message}`);
  }
}

/** A file by the path that a case has for it, from any folder above the cases or above where the program runs. */
export function findFile(directory, path) {
  for (const start of [directory, process.cwd()])
    for (let folder = start; ; folder = dirname(folder)) {
      for (const candidate of [path, path.replace(/^shared\//, "")])
        for (const inside of ["", "shared"]) {
          const file = join(folder, inside, candidate);
          if (existsSync(file)) return file;
        }
      if (folder === dirname(folder)) break;
    }
  throw new GoldenError(`there is no ${path} in ${directory} or in any folder above it`);
}
