import { RecipeError } from "../recipes/settings-error.ts";
import { splitTenth } from "../recipes/split-tenth.ts";
import { type DataFiles, nameIn, readText } from "./data-files.ts";

/** What is learnt from, what choices are made on, and what the figure that is told is of. */
export interface DataParts<T> {
  readonly training: readonly T[];
  readonly validation: readonly T[];
  readonly test: readonly T[];
}

export interface PartsReading<T> {
  /** Which files are looked at: /\.(tsv|csv|jsonl)(\.gz)?$/ */
  readonly pattern: RegExp;
  /** "a .tsv, .csv or .jsonl file of texts and labels, or a folder with train, dev and test files of these" */
  readonly expected: string;
  /** The examples of a file's text; `name` is what errors call it. */
  parse(text: string, name: string): readonly T[];
  /** Examples of the same key are in the same part. */
  keyOf(example: T): string;
  /** What a key is: "text". */
  readonly key: string;
}

const partNames = {
  training: /^train(ing)?([-_.]|$)/i,
  validation: /^(dev|val|valid|validation)([-_.]|$)/i,
  test: /^test([-_.]|$)/i,
} as const;

/** Which of the three parts a file says by its name that it is. */
export const partNamed = (name: string): keyof typeof partNames | undefined =>
  (Object.keys(partNames) as (keyof typeof partNames)[]).find((part) =>
    partNames[part].test(baseName(name)),
  );

const baseName = (name: string): string => name.split("/").at(-1)!;

/**
 * Examples in three parts: those of files that say by their names which part they are (train, dev or valid, test), or of one
 * file, of which a tenth at random is for validation and another for the test.
 *
 * @throws RecipeError for files of neither kind
 */
export async function readParts<T>(
  files: DataFiles,
  reading: PartsReading<T>,
): Promise<DataParts<T>> {
  const names =
    files.names.length === 1
      ? files.names
      : files.names.filter((name) => reading.pattern.test(name));
  const read = async (name: string): Promise<readonly T[]> =>
    reading.parse(await readText(files, name), nameIn(files, name));
  return partsOf({ source: files.source, names, read }, reading);
}

/** Where examples come from, by names that may say which part they are: "train", "val", "test_2016_flickr". */
export interface NamedExamples<T> {
  readonly source: string;
  readonly names: readonly string[];
  read(name: string): Promise<readonly T[]>;
}

/** The parts of what stands under several names, or the only one in three parts. @throws RecipeError */
export async function partsOf<T>(
  { source, names, read }: NamedExamples<T>,
  reading: Pick<PartsReading<T>, "expected" | "keyOf" | "key">,
): Promise<DataParts<T>> {
  if (names.length === 1) return splitParts(await read(names[0]!), source, reading);
  const nameOf = (part: keyof typeof partNames): string | undefined => {
    const found = names.filter((name) => partNames[part].test(baseName(name)));
    return found.length === 1 ? found[0] : undefined;
  };
  const [training, validation, test] = [nameOf("training"), nameOf("validation"), nameOf("test")];
  if (training === undefined || (validation === undefined && test === undefined))
    throw new RecipeError(
      `${source} has ${names.slice(0, 6).join(", ") || "no such file"}, expected ${reading.expected}`,
    );
  const learnt = await read(training);
  if (validation === undefined || test === undefined) {
    const { training: rest, heldOut } = splitTenth(learnt, { ...reading, name: source });
    const told = await read((validation ?? test)!);
    return validation === undefined
      ? { training: rest, validation: heldOut, test: told }
      : { training: rest, validation: told, test: heldOut };
  }
  return { training: learnt, validation: await read(validation), test: await read(test) };
}

/** Eight tenths to train on, one to validate, one to test: by keys, the same for every run on them. */
export function splitParts<T>(
  examples: readonly T[],
  name: string,
  { keyOf, key }: Pick<PartsReading<T>, "keyOf" | "key">,
): DataParts<T> {
  const { training: others, heldOut: test } = splitTenth(examples, { keyOf, key, name });
  const { training, heldOut: validation } = splitTenth(others, { keyOf, key, name });
  return { training, validation, test };
}

/** What the parts hold, for people. */
export const amountsOf = ({ training, validation, test }: DataParts<unknown>) => [
  [
    { count: training.length, of: "to train on" },
    { count: validation.length, of: "to validate" },
    { count: test.length, of: "to test" },
  ],
];
