import { readRows } from "../../recipes/rows/read-rows.ts";
import { RecipeError } from "../../recipes/settings-error.ts";
import { type DataFiles, nameIn, readText } from "../data-files.ts";
import { type DataParts, partNamed, readParts, splitParts } from "../data-parts.ts";

const rows = /\.(tsv|csv|jsonl|ndjson)(\.gz)?$/i;

/** What masked words are learnt from: files of plain text, or of texts and labels, whose labels are passed over. */
export const passageFiles = {
  pattern: /\.(txt|tsv|csv|jsonl|ndjson)(\.gz)?$/i,
  expected:
    "a .txt file, or a folder of such files; or a .tsv, .csv or .jsonl file of texts and labels, whose labels are passed over",
  keyOf: (passage: string) => passage,
  key: "passage",
} as const;

/** Passages of files: of train, dev and test files where they are called so, else of all files together. */
export async function readPassages(
  files: DataFiles,
  columns: readonly string[],
): Promise<DataParts<string>> {
  const parse = (text: string, name: string): readonly string[] => passagesOf(text, name, columns);
  const names = files.names.filter((name) => passageFiles.pattern.test(name));
  if (names.length < 2 || names.some((name) => partNamed(name)))
    return readParts(files, { ...passageFiles, parse });
  const all: string[] = [];
  for (const name of names)
    for (const passage of parse(await readText(files, name), nameIn(files, name)))
      all.push(passage);
  return splitParts(all, files.source, passageFiles);
}

/** A text's passages: between its empty lines, or each line where it has no empty ones. */
function passagesOf(text: string, name: string, columns: readonly string[]): readonly string[] {
  if (rows.test(name))
    return readRows(text, name, { usual: ["text", "label"], given: columns }).map(
      ({ values }) => values[0],
    );
  const blocks = text.trim().split(/\r?\n[^\S\n]*\r?\n\s*/);
  const cut = blocks.length > 1 ? blocks : text.split("\n");
  const passages = cut
    .map((block) => block.replace(/\s+/g, " ").trim())
    .filter((one) => one !== "");
  if (passages.length > 0) return passages;
  throw new RecipeError(`${name} is empty, expected some text`);
}
