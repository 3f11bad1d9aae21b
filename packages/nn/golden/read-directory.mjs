import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { readDiffusionCases } from "./diffusion/read-diffusion-cases.mjs";
import { readFileCases } from "./files/read-file-cases.mjs";
import { readGenerationCases } from "./generation/read-generation-cases.mjs";
import { GoldenError } from "./golden-error.mjs";
import { nn } from "./library.mjs";
import { readMetricCases } from "./metrics/read-metric-cases.mjs";
import { readPreprocessingCases } from "./preprocessing/read-preprocessing-cases.mjs";
import { attempt, readJson } from "./read-json.mjs";
import { readTokenizerCases } from "./tokenizers/read-tokenizer-cases.mjs";
import { readTrainingCases } from "./tokenizers/read-training-cases.mjs";

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
  cases.push(...readTokenizerCases(directory), ...readTrainingCases(directory));
  cases.push(...readFileCases(join(directory, "files")), ...readGenerationCases(directory));
  cases.push(...readPreprocessingCases(directory), ...readMetricCases(directory));
  cases.push(...readDiffusionCases(directory));
  if (cases.length === 0)
    throw new GoldenError(
      `${directory} holds no golden values: expected ${groups.join(".json, ")}.json, bleu.json, models/, tokenizers/, files/, generation/, preprocessing/, metrics/ or diffusion/`,
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
