import { readRows } from "../../recipes/rows/read-rows.ts";
import { RecipeError } from "../../recipes/settings-error.ts";
import { type DataFiles, nameIn, readText } from "../data-files.ts";
import { type DataParts, type PartsReading, partsOf, readParts } from "../data-parts.ts";
import type { TextPair } from "./text-pair.ts";

const rows = /\.(tsv|csv|jsonl|ndjson)(\.gz)?$/i;

/** Two columns, source and target; the first line may name them. A source stands in one part alone. */
export const pairRows = (columns: readonly string[]): PartsReading<TextPair> => ({
  pattern: rows,
  expected:
    "one .tsv, .csv or .jsonl file of sources and targets, or a folder with train, dev and test files of that kind",
  parse: (text, name) =>
    readRows(text, name.replace(/\.gz$/i, ""), {
      usual: ["source", "target"],
      given: columns,
    }).map(({ values: [source, target] }) => ({ source: source.trim(), target: target.trim() })),
  keyOf: ({ source }) => source,
  key: "source",
});

/** The two languages of files that stand side by side, as the files' names end: "de", "en". */
export interface Languages {
  readonly sourceLanguage: string;
  readonly targetLanguage: string;
}

/** Whether files are a text and its translation, line by line: train.de.gz and train.en.gz. */
const standSideBySide = (
  files: DataFiles,
  { sourceLanguage: from, targetLanguage: to }: Languages,
): boolean =>
  files.names.some((name) => !rows.test(name) && endingOf(name) === from) &&
  files.names.some((name) => !rows.test(name) && endingOf(name) === to);

/** Pairs out of files that stand side by side, line by line. @throws RecipeError with file and line */
async function readSideBySide(
  files: DataFiles,
  { sourceLanguage: from, targetLanguage: to }: Languages,
): Promise<DataParts<TextPair>> {
  const named = (ending: string) =>
    new Map(
      files.names
        .filter((name) => endingOf(name) === ending)
        .map((name) => [stemOf(name), name] as const),
    );
  const [sources, targets] = [named(from), named(to)];
  const names = [...sources.keys()].filter((stem) => targets.has(stem));
  return partsOf(
    {
      ...{ source: files.source, names },
      read: (stem) => linePairs(files, sources.get(stem)!, targets.get(stem)!),
    },
    {
      expected: `files side by side, train.${from} and train.${to}, with val or test files of that kind`,
      keyOf: ({ source }) => source,
      key: "source",
    },
  );
}

/** Pairs of rows, or of files side by side where such are there. */
export const readTextPairs = (
  files: DataFiles,
  languages: Languages,
  columns: readonly string[],
): Promise<DataParts<TextPair>> =>
  standSideBySide(files, languages)
    ? readSideBySide(files, languages)
    : readParts(files, pairRows(columns));

async function linePairs(files: DataFiles, source: string, target: string): Promise<TextPair[]> {
  const [a, b] = [await linesOf(files, source), await linesOf(files, target)];
  const [one, other] = [nameIn(files, source), nameIn(files, target)];
  if (a.length !== b.length)
    throw new RecipeError(
      `${one} has ${a.length} lines and ${other} ${b.length}, expected as many: a line of one is the translation of the same line of the other`,
    );
  return a.flatMap((text, i) => {
    if (text === "" && b[i] === "") return [];
    if (text === "" || b[i] === "")
      throw new RecipeError(
        `${text === "" ? one : other}: line ${i + 1} is empty, expected some text: the other file has some there`,
      );
    return [{ source: text, target: b[i]! }];
  });
}

async function linesOf(files: DataFiles, name: string): Promise<readonly string[]> {
  const text = await readText(files, name);
  const lines = text.split("\n").map((line) => line.trim());
  while (lines.at(-1) === "") lines.pop();
  return lines;
}

const plain = (name: string): string => name.replace(/\.gz$/i, "");
const endingOf = (name: string): string => plain(name).split(".").at(-1)!;
const stemOf = (name: string): string => plain(name).split(".").slice(0, -1).join(".");
