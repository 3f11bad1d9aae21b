import { RecipeError } from "../../recipes/settings-error.ts";
import { type DataFiles, nameIn, readText } from "../data-files.ts";
import { type DataParts, partNamed, readParts, splitParts } from "../data-parts.ts";
import { parseConll, parseLines } from "./parse-conll.ts";
import type { TaggedSentence } from "./tagged-sentence.ts";

const keyOf = ({ words }: TaggedSentence): string => words.join(" ");

/** What entities are learnt from. */
export const entityFiles = {
  pattern: /\.(conll|conllu|bio|iob|iob2|txt|tsv)(\.gz)?$/i,
  expected:
    "a .conll or .txt file of a word and its tag a line, or a folder with train, dev and test files of that kind, or of " +
    "train_text.txt and train_label.txt, ... with a sentence and its tags a line",
  keyOf,
  key: "sentence",
  parse: parseConll,
} as const;

const tagFile = /[-_.](label|tag)s?([-_.]|$)/i;

/** Sentences of files in columns; or of pairs of files, of which one has the words and the other the tags. */
export function readEntities(files: DataFiles): Promise<DataParts<TaggedSentence>> {
  const names = files.names.filter((name) => entityFiles.pattern.test(name));
  return names.length > 1 && names.some((name) => tagFile.test(name))
    ? readPairs(files, names)
    : readParts(files, entityFiles);
}

async function readPairs(
  files: DataFiles,
  names: readonly string[],
): Promise<DataParts<TaggedSentence>> {
  const read = async (name: string) => [await readText(files, name), nameIn(files, name)] as const;
  const pairOf = async (of: readonly string[]): Promise<readonly TaggedSentence[]> => {
    const [tags, words] = [true, false].map((isTag) =>
      of.filter((one) => tagFile.test(one) === isTag),
    );
    if (words!.length === 1 && tags!.length === 1)
      return parseLines(await read(words![0]!), await read(tags![0]!));
    throw new RecipeError(
      `${files.source} has ${names.slice(0, 6).join(", ")}, expected ${entityFiles.expected}`,
    );
  };
  const [training, validation, test] = (["training", "validation", "test"] as const).map((part) =>
    names.filter((name) => partNamed(name) === part),
  );
  if (training!.length === 0) return splitParts(await pairOf(names), files.source, entityFiles);
  return {
    training: await pairOf(training!),
    validation: await pairOf(validation!),
    test: await pairOf(test!),
  };
}
