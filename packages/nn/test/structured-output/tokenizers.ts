import { CharacterTokenizer } from "../../src/tokenizers/character-tokenizer.ts";
import { PretrainedTokenizer } from "../../src/tokenizers/pretrained-tokenizer.ts";
import { byteCharacters } from "../../src/tokenizers/text/bytes-as-characters.ts";
import { byteToken } from "../../src/tokenizers/text/utf8.ts";
import type { Tokenizer } from "../../src/tokenizers/tokenizer.ts";
import { trainTokenizer } from "../../src/tokenizers/training/train-tokenizer.ts";

export const printable = Array.from({ length: 95 }, (_, i) => String.fromCharCode(32 + i));
const words = [
  "name",
  "age",
  '":',
  '","',
  '{"',
  '"}',
  "true",
  "null",
  "date",
  "2024",
  "00",
  "é",
  "naïve",
  "日本",
];
const text = `{"name": "Ada", "age": 36} [true, false, null, 1.5e3] 2024-02-29 naïve é 日本 😀 ${printable.join("")}\n`;

/** Pieces by id, those of special tokens first. */
const vocabOf = (tokens: readonly string[]): Record<string, number> =>
  Object.fromEntries([...new Set(tokens)].map((token, id) => [token, id]));

const special = (id: number, content: string) => ({
  ...{ id, content, special: true, normalized: false },
  ...{ single_word: false, lstrip: false, rstrip: false },
});

/** As Llama's: spaces are "▁", and what has no piece is written by bytes. */
function byteFallback(): Tokenizer {
  const bytes = Array.from({ length: 256 }, (_, byte) => byteToken(byte));
  const pieces = words.flatMap((one) => [one, `▁${one}`]);
  const model = {
    ...{ type: "BPE", vocab: vocabOf(["<unk>", "<s>", "</s>", ...bytes, "▁", ...pieces]) },
    ...{ merges: [], byte_fallback: true, unk_token: "<unk>" },
  };
  return new PretrainedTokenizer({
    model,
    added_tokens: ["<unk>", "<s>", "</s>"].map((content, id) => special(id, content)),
    decoder: {
      type: "Sequence",
      decoders: [
        { type: "Replace", pattern: { String: "▁" }, content: " " },
        ...[{ type: "ByteFallback" }, { type: "Fuse" }],
        { type: "Strip", content: " ", start: 1, stop: 0 },
      ],
    },
  });
}

/** As BERT's: "##" before what goes on with a word. */
function wordPiece(): Tokenizer {
  const letters = printable.filter((one) => one !== " ");
  const pieces = [...letters, ...words].flatMap((one) => [one, `##${one}`]);
  return new PretrainedTokenizer({
    model: { type: "WordPiece", vocab: vocabOf(["[UNK]", "[SEP]", ...pieces]), unk_token: "[UNK]" },
    added_tokens: ["[UNK]", "[SEP]"].map((content, id) => special(id, content)),
    decoder: { type: "WordPiece", prefix: "##", cleanup: true },
  });
}

/** One of each type that can write JSON. */
export const tokenizers: Readonly<Record<string, () => Promise<Tokenizer> | Tokenizer>> = {
  "bytes as characters": () =>
    trainTokenizer("bpe", [text], { vocabSize: 320, initialAlphabet: byteCharacters }),
  "some bytes as characters": () => trainTokenizer("bpe", [text], { vocabSize: 180 }),
  "byte fallback": byteFallback,
  "pieces of words": wordPiece,
  "unigram with spaces as signs": () =>
    trainTokenizer("unigram", [text, ...printable], { vocabSize: 200 }),
  "characters of a file": () => trainTokenizer("character", [text], { vocabSize: 200 }),
  characters: () => CharacterTokenizer.train(text),
};
