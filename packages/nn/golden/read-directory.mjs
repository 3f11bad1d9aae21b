import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { GoldenError } from "./golden-error.mjs";
import { nn } from "./library.mjs";
import { readTokenizerCases } from "./tokenizers/read-tokenizer-cases.mjs";

/** Files of cases, each with its tensors beside it. */
const groups = ["ops", "modules", "optim", "training"];
const roles = ["inputs", "outputs", "grads", "upstream", "params"];

/** Every case that the directory holds, as { group, name, record, tensors }; others without tensors. */
export function readDirectory(directory) {
  expectDirectory(directory);
  const cases = groups.flatMap((group) => readGroup(directory, group));
  const bleu = readJson(join(directory, "bleu.json"));
  if (bleu !== undefined) cases.push({ group: "bleu", name: "sacrebleu", record: bleu });
  for (const name of modelNames(join(directory, "models")))
    cases.push({ group: "models", name, folder: join(directory, "models", name) });
  cases.push(...readTokenizerCases(directory));
  if (cases.length === 0)
    throw new GoldenError(
      `${directory} holds no golden values: expected ${groups.join(".json, ")}.json, bleu.json, models/ or tokenizers/`,
    );
  return cases;
}

function expectDirectory(directory) {
  const found = attempt(directory, () => statSync(directory));
  if (!found.isDirectory()) throw new GoldenError(`${directory} is a file, expected a directory`);
}

function readGroup(directory, group) {
  const file = join(directory, `${group}.json`);
  const book = readJson(file);
  if (book === undefined) return [];
  if (!Array.isArray(book?.cases)) throw new GoldenError(`${file} has no list "cases"`);
  const tensors = readTensors(join(directory, `${group}.safetensors`));
  return book.cases.map((record, i) => {
    checkRecord(record, `${file}: case ${i}`);
    return { group, name: record.name, record, tensors };
  });
}

function checkRecord(record, where) {
  for (const field of ["name", "op"])
    if (typeof record?.[field] !== "string")
      throw new GoldenError(`${where} has no text "${field}"`);
  for (const field of ["attrs", ...roles])
    if (typeof record[field] !== "object" || record[field] === null || Array.isArray(record[field]))
      throw new GoldenError(`${where} (${record.name}) has no object "${field}"`);
}

/** The parsed file, or undefined where there is none. */
function readJson(file) {
  if (!existsSync(file)) return undefined;
  const text = attempt(file, () => readFileSync(file, "utf8"));
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new GoldenError(`${file} is no JSON: ${error.message}`);
  }
}

function readTensors(file) {
  const bytes = attempt(file, () => readFileSync(file));
  try {
    return nn.readSafetensors(bytes).tensors;
  } catch (error) {
    throw new GoldenError(`${file}: ${error.message}`);
  }
}

function modelNames(directory) {
  if (!existsSync(directory)) return [];
  const entries = attempt(directory, () => readdirSync(directory, { withFileTypes: true }));
  return entries
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort();
}

const reasons = {
  ENOENT: "there is no such file",
  EACCES: "it may not be read",
  EISDIR: "it is a directory",
};

function attempt(path, read) {
  try {
    return read();
  } catch (error) {
    throw new GoldenError(`cannot read ${path}: ${reasons[error.code] ?? error.message}`);
  }
}
