import { describe, expect, it } from "vitest";
import { PairVocabularies } from "../src/tokenizers/pair-vocabularies.ts";
import {
  type PairVocabulariesFiles,
  pairVocabulariesFiles,
  readPairVocabularies,
} from "../src/tokenizers/pair-vocabularies-files.ts";

const words = [
  { source: ["b", "a", "<end>"], target: ["__proto__", "é"] },
  { source: ["1"], target: ["constructor"] },
];
const letters = [{ source: ["b", "漢"], target: ["😀"] }];

const filesOf = (vocabularies: PairVocabularies): PairVocabulariesFiles =>
  JSON.parse(JSON.stringify(pairVocabulariesFiles(vocabularies)));

describe("pairVocabulariesFiles", () => {
  it.each([
    [" ", words],
    ["", letters],
  ] as const)(
    'gives what readPairVocabularies reads, with the separator "%s"',
    (separator, pairs) => {
      const vocabularies = PairVocabularies.train(pairs, separator);
      const { source, target } = filesOf(vocabularies);
      const read = readPairVocabularies(source, target);
      expect(read.separator).toBe(separator);
      expect(read.source.symbols).toEqual(vocabularies.source.symbols);
      expect(read.target.symbols).toEqual(vocabularies.target.symbols);
    },
  );

  it("has the reserved ids as special tokens, under other names where those are symbols", () => {
    const { source, target } = filesOf(PairVocabularies.train(words, " "));
    const contents = (file: object) =>
      Object(file).added_tokens.map(({ content }: { content: string }) => content);
    expect(contents(target)).toEqual(["<padding>", "<begin>", "<end>", "<unknown>"]);
    expect(contents(source)).toEqual(["<padding>", "<begin>", "<<end>>", "<unknown>"]);
    expect(Object(source).model).toMatchObject({ unk_token: "<unknown>" });
    expect(Object(source).model.vocab).toMatchObject({ "<<end>>": 2, "1": 4, "<end>": 5 });
  });
});

describe("readPairVocabularies refuses", () => {
  const { source, target } = filesOf(PairVocabularies.train(words, " "));
  const others = filesOf(PairVocabularies.train(letters, ""));
  const withModel = (change: object) => ({
    ...source,
    model: { ...Object(source).model, ...change },
  });
  const added = Object(source).added_tokens;
  it.each<readonly [unknown, unknown, string]>([
    [source, undefined, "model is missing, expected a tokenizer of the targets"],
    [source, others.target, "the sources fall into words and the targets into letters"],
    [withModel({ unk_token: "<end>" }), target, 'model.unk_token is "<end>", expected "<unknown>"'],
    [{ ...source, added_tokens: added.slice(0, 2) }, target, "added_tokens is "],
    [{ ...source, decoder: { type: "Fuse" } }, target, "decoder is "],
    [null, undefined, "the file is null, expected an object"],
    [{ type: "pairs", version: 2 }, undefined, "version is 2, expected 1"],
    [
      { type: "pairs", version: 1, separator: "-" },
      undefined,
      'separator is "-", expected "" or " "',
    ],
    [
      { type: "pairs", version: 1, separator: "", source: [""], target: [] },
      undefined,
      "source is ",
    ],
  ])("%j", (a, b, message) => {
    expect(() => readPairVocabularies(a, b)).toThrow(message);
  });
});
