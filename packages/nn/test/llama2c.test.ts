import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bytesSource } from "../src/weights/byte-source.ts";
import { Llama2cError } from "../src/weights/llama2c/llama2c-error.ts";
import {
  llama2cTokenizer,
  readLlama2cVocabulary,
} from "../src/weights/llama2c/llama2c-tokenizer.ts";
import { openLlama2c } from "../src/weights/llama2c/open-llama2c.ts";
import { readSafetensors } from "../src/weights/read-safetensors.ts";
import { CountingSource } from "./counting-source.ts";
import { fuzzRuns } from "./fuzz-runs.ts";

const fixture = (name: string) =>
  new Uint8Array(readFileSync(new URL(`weight-files/${name}`, import.meta.url)));
const open = (bytes: Uint8Array) => openLlama2c(bytesSource(bytes));

/** A file with the integer number `at` of its header set. */
function changed(name: string, at: number, value: number): Uint8Array {
  const bytes = fixture(name);
  new DataView(bytes.buffer).setInt32(4 * at, value, true);
  return bytes;
}

describe.each(["llama-v0.bin", "llama-v1.bin"])("%s", (name) => {
  it("is the Llama that transformers has", async () => {
    const { config, checkpoint } = await open(fixture(name));
    expect(config).toMatchObject({
      model_type: "llama",
      vocab_size: 13,
      hidden_size: 16,
      intermediate_size: 12,
      num_hidden_layers: 2,
      num_attention_heads: 2,
      num_key_value_heads: 1,
      head_dim: 8,
      max_position_embeddings: 32,
      tie_word_embeddings: false,
    });
    const expected = readSafetensors(fixture("llama.safetensors")).tensors;
    expect([...checkpoint.tensors.keys()].sort()).toEqual([...expected.keys()].sort());
    for (const [key, tensor] of checkpoint.tensors)
      expect(await tensor.read(), key).toEqual(expected.get(key));
  });

  it("is opened by its header alone", async () => {
    const source = new CountingSource(fixture(name));
    await openLlama2c(source);
    expect(source.bytesRead).toBe(256);
  });

  it("is refused with a byte less or more", async () => {
    const bytes = fixture(name);
    for (const other of [bytes.subarray(0, -1), Uint8Array.of(...bytes, 0)])
      await expect(open(other)).rejects.toThrow(/the file has \d+ bytes, and a model of its sizes/);
    for (let length = 0; length < 300; length++)
      await expect(open(bytes.subarray(0, length))).rejects.toThrow(Llama2cError);
  });
});

describe("what is refused", () => {
  const cases: readonly (readonly [what: string, bytes: Uint8Array, said: string])[] = [
    ["nothing", new Uint8Array(0), "4 bytes are wanted at byte 0"],
    ["a negative size", changed("llama-v0.bin", 0, -16), "dim is -16, expected at least 1"],
    ["no heads", changed("llama-v0.bin", 3, 0), "heads is 0"],
    ["heads that do not divide", changed("llama-v0.bin", 3, 5), "dim is 16 for 5 heads"],
    ["heads of keys that do not", changed("llama-v0.bin", 4, 3), "3 heads of keys do not divide 2"],
    [
      "sizes without end",
      Uint8Array.from(new Array(7).fill([255, 255, 255, 127]).flat()),
      "expected heads of an even width",
    ],
    ["layers without end", changed("llama-v0.bin", 2, 2 ** 31 - 1), "and a model of its sizes"],
    ["the quantised form", changed("llama-v1.bin", 1, 2), "it is quantised (version 2"],
    ["another version", changed("llama-v1.bin", 1, 77), "its version is 77"],
    ["a mark of 2", changed("llama-v1.bin", 9, 2), "is 2, expected 0 or 1"],
  ];

  it.each(cases)("%s", async (_, bytes, said) => {
    await expect(open(bytes)).rejects.toThrow(Llama2cError);
    await expect(open(bytes)).rejects.toThrow(said);
  });

  it("or read, whatever bytes of the header change", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom("llama-v0.bin", "llama-v1.bin"),
        fc.array(fc.tuple(fc.nat(39), fc.nat(255)), { minLength: 1, maxLength: 4 }),
        async (name, changes) => {
          const bytes = fixture(name);
          for (const [at, value] of changes) bytes[at] = value;
          const opened = await open(bytes).catch((error) => error);
          if (opened instanceof Llama2cError) return;
          for (const tensor of opened.checkpoint.tensors.values()) await tensor.read();
        },
      ),
      fuzzRuns(300),
    );
  });
});

describe("tokenizer.bin", () => {
  it("has pieces with scores", () => {
    const { longest, pieces } = readLlama2cVocabulary(fixture("tokenizer.bin"));
    expect(longest).toBe(6);
    expect(pieces.map(({ piece }) => piece)).toEqual([
      "<unk>",
      "\n<s>\n",
      "\n</s>\n",
      ..." |a|b|ab| ab|é".split("|"),
    ]);
    expect(pieces.map(({ score }) => score)).toEqual([-0, -1, -2, -3, -4, -5, -6, -7, -8]);
  });

  it("becomes a tokenizer.json", () => {
    const tokenizer = llama2cTokenizer(readLlama2cVocabulary(fixture("tokenizer.bin")));
    expect(tokenizer).toMatchObject({
      added_tokens: [{ content: "<unk>" }, { content: "<s>" }, { content: "</s>" }],
      model: {
        type: "BPE",
        vocab: { "<unk>": 0, "<s>": 1, "</s>": 2, "▁": 3, a: 4, b: 5, ab: 6, "▁ab": 7, é: 8 },
        merges: [
          ["a", "b"],
          ["▁", "ab"],
        ],
      },
    });
  });

  it("is read or refused with Llama2cError, whatever it holds", () => {
    const original = fixture("tokenizer.bin");
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(original.length - 1), fc.nat(255)), { maxLength: 4 }),
        fc.nat(original.length),
        (changes, length) => {
          const bytes = original.slice(0, length);
          for (const [at, value] of changes) if (at < length) bytes[at] = value;
          try {
            llama2cTokenizer(readLlama2cVocabulary(bytes));
          } catch (error) {
            if (!(error instanceof Llama2cError)) throw error;
          }
        },
      ),
      fuzzRuns(1000),
    );
  });
});
