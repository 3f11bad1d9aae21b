import { describe, expect, it } from "vitest";
import { type Application, applications, type DataFiles } from "../../src/applications/index.ts";
import { filesInMemory } from "../../src/model-folder/files-in-memory.ts";
import { wave } from "./wave.ts";

type Contents = string | Uint8Array;

const filesOf = (contents: Readonly<Record<string, Contents>>): DataFiles => ({
  ...{ source: "data", names: Object.keys(contents) },
  read: async (name) => {
    const content = contents[name]!;
    return typeof content === "string" ? new TextEncoder().encode(content) : content;
  },
});

/** A file of MNIST's kind: a magic number, sizes, bytes. */
const idx = (sizes: readonly number[], count = sizes.reduce((product, one) => product * one, 1)) =>
  new Uint8Array([
    ...[0, 0, 8, sizes.length],
    ...sizes.flatMap((size) => [0, 0, size >> 8, size & 255]),
    ...Array.from({ length: count }, (_, i) => i % 7),
  ]);

interface Digits {
  readonly side?: number;
  readonly classes?: number;
  readonly testClasses?: number;
}
/** MNIST's four files of pictures of 8 by 8 pixels; labels go round in so many classes. */
const digits = ({ side = 8, classes = 2, testClasses = classes }: Digits = {}) => {
  const labels = (count: number, of: number) =>
    new Uint8Array([
      ...[0, 0, 8, 1, 0, 0, 0, count],
      ...Array.from({ length: count }, (_, i) => i % of),
    ]);
  return {
    "train-images-idx3-ubyte": idx([40, side, side]),
    "train-labels-idx1-ubyte": labels(40, classes),
    "t10k-images-idx3-ubyte": idx([8, side, side]),
    "t10k-labels-idx1-ubyte": labels(8, testClasses),
  };
};

const rows = (count: number, row: (i: number) => string) =>
  Array.from({ length: count }, (_, i) => row(i)).join("\n");

const squad = (...questions: readonly object[]) =>
  JSON.stringify({ data: [{ paragraphs: [{ context: "Ada lives in Rome.", qas: questions }] }] });

const SILENCE = wave(new Float32Array(800), 8000);

/** Somebody says a word twenty times. */
const recordings = (word: string) =>
  Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`${word}_ada_${i}.wav`, SILENCE]));

interface Row {
  readonly settings?: object;
  /** None for the data that the application makes. */
  readonly files?: Readonly<Record<string, Contents>>;
  readonly says: string;
}

/** What is wrong with files, or with the settings of made data, and the words that say so. */
const refused: Readonly<Partial<Record<keyof typeof applications, readonly Row[]>>> = {
  classification: [
    { files: { "a.tsv": new Uint8Array([255, 254, 253]) }, says: "data is no UTF-8 text" },
    { files: { "a.tsv.gz": "not packed" }, says: "data is no gzip file, or is broken" },
    {
      files: {
        "train.tsv": rows(9, (i) => `text ${i}\t${i % 2 ? "good" : "bad"}`),
        "dev.tsv": "one\tother",
        "test.tsv": "one\tgood",
      },
      says: 'the label of "one" is "other", expected one of bad, good',
    },
  ],
  entities: [
    {
      files: {
        "train_words.txt": "Ada sleeps",
        "train_more.txt": "Bob",
        "train_tags.txt": "PER O",
      },
      says: "data has train_words.txt, train_more.txt, train_tags.txt, expected",
    },
    {
      files: { "train_words.txt": "Ada sleeps\nBob eats", "train_tags.txt": "PER O" },
      says: "data/train_words.txt has 2 lines and data/train_tags.txt has 1",
    },
    {
      files: {
        "train.txt": rows(9, (i) => `Ada B-PER\nsleeps${i} O\n`),
        "dev.txt": "Rome B-LOC\n",
        "test.txt": "Ada B-PER\n",
      },
      says: 'a word of "Rome" has the tag B-LOC, expected one of O, B-PER, I-PER',
    },
  ],
  questions: [
    { files: { "a.json": '{ "data": []}' }, says: "data has no questions, expected some" },
    { files: { "a.json": '{ "data": [' }, says: "data is no JSON, expected SQuAD's form" },
    { files: { "a.json": '{ "data": {} }' }, says: "data: data is {}, expected a list" },
    {
      files: { "a.json": squad({ question: "Who?", answers: "Ada" }) },
      says: 'answers is "Ada", expected a list of { text, answer_start }',
    },
  ],
  forecasting: [
    { files: { "a.csv": "" }, says: "data is empty, expected a line of names" },
    { files: { "a.csv": "a,b\n" }, says: "data has a line of names only" },
    { files: { "a.csv": "a\n1\n", "b.csv": "a\n1\n" }, says: "data has 2 such files" },
    {
      settings: { split: [300, 100, 100] },
      files: { "a.csv": `a\n${rows(400, String)}` },
      says: "data has 400 rows, expected at least the 500 of split 300,100,100",
    },
    {
      settings: { split: [300, 10, 90] },
      files: { "a.csv": `a\n${rows(400, String)}` },
      says: "data has 10 rows for the validation, expected at least the 24 of horizon",
    },
  ],
  pictures: [
    { settings: { side: 12 }, says: "side is 12, but the digits that are drawn are 8 pixels wide" },
    {
      files: { "t10k-images-idx3-ubyte": idx([2, 8, 8]), "t10k-labels-idx1-ubyte": idx([2]) },
      says: "data has 0 files of pictures that begin with train",
    },
    {
      files: {
        "train-images-idx3-ubyte": idx([2, 8, 8]),
        "t10k-images-idx3-ubyte": idx([2, 8, 8]),
      },
      says: "data/train-images-idx3-ubyte has no labels beside it",
    },
    {
      files: {
        "train-images-idx3-ubyte": idx([2, 8, 8], 100),
        "train-labels-idx1-ubyte": idx([2]),
        "t10k-images-idx3-ubyte": idx([2, 8, 8]),
        "t10k-labels-idx1-ubyte": idx([2]),
      },
      says: "data/train-images-idx3-ubyte has 100 bytes behind its header, expected 2 x 8 x 8 = 128",
    },
    { files: digits({ classes: 1 }), says: "the training pictures show one thing only (0)" },
    { files: digits({ testClasses: 3 }), says: 'a picture shows "2", expected one of 0, 1' },
  ],
  diffusion: [
    { files: digits({ testClasses: 3 }), says: 'a picture shows "2", expected one of 0, 1' },
    { settings: { side: 12 }, says: "side is 12, but the digits that are drawn are 8 pixels wide" },
  ],
  captions: [
    { settings: { side: 32 }, says: "side is 32, but the scenes that are drawn are" },
    {
      settings: { side: 9, patch: 3 },
      files: digits({ side: 9 }),
      says: "the pictures in data are 9 pixels wide, expected even",
    },
  ],
  "spoken-words": [
    { files: recordings("yes"), says: "the training data have one label only (yes)" },
    {
      settings: { testPart: 1, testValues: ["ben"] },
      files: { ...recordings("yes"), ...recordings("no"), "maybe_ben_1.wav": SILENCE },
      says: 'the label of maybe_ben_1 is "maybe", expected one of no, yes',
    },
  ],
  instructions: [{ files: { "a.jsonl": "[1]\n" }, says: "is [1], expected a JSON object" }],
};

describe.each(Object.entries(refused))("%s refuses", (name, ways) => {
  it.each(ways)("$says", async ({ settings, files, says }) => {
    const application: Application = applications[name as keyof typeof applications];
    // Some labels are looked at when they are asked for.
    const learn = async () => {
      const ready = await application
        .plan({ steps: 2, ...settings })
        .prepare(files && filesOf(files));
      const run = ready.start();
      try {
        await run.fit({ steps: 1 });
        await run.heldOut.atTheEnd();
        const folder = new Map([...ready.files(), ...(await run.modelFiles())]);
        using opened = await application.open(filesInMemory(folder, "run"));
        await opened.score(files && filesOf(files), { part: "test" });
      } finally {
        run.dispose();
      }
    };
    await expect(learn()).rejects.toThrow(says);
  });
});
