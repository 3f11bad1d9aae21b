import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { GoldenError } from "../golden-error.mjs";
import { nn } from "../library.mjs";
import { attempt, readJson } from "../read-json.mjs";

/** Cases of metrics/: of each book its lists record by record, what else it has as a case of its own. */
export function readMetricCases(directory) {
  const folder = join(directory, "metrics");
  if (!existsSync(folder)) return [];
  const books = attempt(folder, () => readdirSync(folder)).filter((name) => name.endsWith(".json"));
  const shared = { directory, tensors: readTensors(join(folder, "values.safetensors")) };
  return books.sort().flatMap((name) => {
    const book = readJson(join(folder, name));
    if (typeof book !== "object" || book === null || Array.isArray(book))
      throw new GoldenError(`${join(folder, name)} is no object`);
    const kind = name.slice(0, -".json".length);
    return Object.entries(book).flatMap(([list, records]) => {
      const caseOf = (record, i) => ({
        ...{ group: "metrics", kind: `${kind}/${list}`, record, book },
        ...{ name: i === undefined ? `${kind}/${list}` : `${kind}/${list} ${i}` },
        ...shared,
      });
      if (list === "cases" && !Array.isArray(records))
        throw new GoldenError(`${join(folder, name)} has no list "cases"`);
      if (list === "cases" || list === "multilabel") return records.map(caseOf);
      return isRemark(kind, list) ? [] : [caseOf(records)];
    });
  });
}

/** Words about a book; the texts that all cases of bleu-chrf compare are their inputs. */
const isRemark = (kind, list) =>
  ["order", "porter", "covariance", "window"].includes(list) ||
  (kind === "bleu-chrf" && ["hypotheses", "references"].includes(list));

function readTensors(file) {
  if (!existsSync(file)) return new Map();
  try {
    return nn.readSafetensors(attempt(file, () => readFileSync(file))).tensors;
  } catch (error) {
    throw new GoldenError(`${file}: ${error.message}`);
  }
}
