import { existsSync, readFileSync } from "node:fs";
import { GoldenError } from "./golden-error.mjs";

/** The parsed file, or undefined where there is none. */
export function readJson(file) {
  if (!existsSync(file)) return undefined;
  const text = attempt(file, () => readFileSync(file, "utf8"));
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new GoldenError(`${file} is no JSON: ${error.message}`);
  }
}

const reasons = {
  ENOENT: "there is no such file",
  EACCES: "it may not be read",
  EISDIR: "it is a directory",
};

/** What reads a path; a failure is told by the path. */
export function attempt(path, read) {
  try {
    return read();
  } catch (error) {
    throw new GoldenError(`cannot read ${path}: ${reasons[error.code] ?? error.message}`);
  }
}
