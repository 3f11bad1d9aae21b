import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { GoldenError } from "../golden-error.mjs";
import { readJson } from "../read-json.mjs";

/** Books of cases in a folder: of files to be read, and of those to be refused. */
const books = ["good.json", "hostile.json", "broken.json"];

/** Cases of files/: each folder in it has files of a kind, { group: "files", name, kind, folder, record, book }. */
export function readFileCases(directory) {
  if (!existsSync(directory)) return [];
  const kinds = readdirSync(directory, { withFileTypes: true }).filter((one) => one.isDirectory());
  return kinds.flatMap(({ name: kind }) => readKind(join(directory, kind), kind));
}

function readKind(folder, kind) {
  const cases = [];
  for (const file of books) {
    const book = readJson(join(folder, file));
    if (book === undefined) continue;
    const name = join(folder, file);
    if (!Array.isArray(book?.cases)) throw new GoldenError(`${name} has no list "cases"`);
    const add = (record) => {
      if (typeof record?.file !== "string")
        throw new GoldenError(`${name} has a case without a text "file"`);
      cases.push({ group: "files", name: `${kind}/${record.file}`, kind, folder, record, book });
    };
    book.cases.forEach(add);
    book.broken?.forEach(add);
    if (book.tokenizer !== undefined) add({ file: book.tokenizer, tokenizer: true });
  }
  if (cases.length === 0)
    throw new GoldenError(`${folder} has none of ${books.join(", ")} with cases in it`);
  return cases;
}
