import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { filesInMemory } from "../../src/model-folder/files-in-memory.ts";
import { sentencePieceFile } from "../../src/tokenizers/file-formats/sentencepiece-file.ts";
import { readSentencePieceModel } from "../../src/tokenizers/file-formats/sentencepiece-model.ts";
import { PretrainedTokenizer } from "../../src/tokenizers/pretrained-tokenizer.ts";
import { readTokenizer } from "../../src/tokenizers/read-tokenizer.ts";
import { TokenizerDataError } from "../../src/tokenizers/tokenizer-data-error.ts";
import { fuzzRuns } from "../fuzz-runs.ts";

interface Golden {
  readonly models: Readonly<
    Record<string, { model: string; encodings: readonly (readonly [string, readonly number[]])[] }>
  >;
}

const golden: Golden = JSON.parse(
  readFileSync(new URL("golden/sentencepiece.json", import.meta.url), "utf8"),
);
const bytesOf = (name: string) => new Uint8Array(Buffer.from(golden.models[name]!.model, "base64"));
const utf8 = (text: string) => new TextEncoder().encode(text);

describe("a .model of sentencepiece", () => {
  test.each(Object.keys(golden.models))("%s encodes as sentencepiece does", (name) => {
    const model = readSentencePieceModel(bytesOf(name));
    const file = sentencePieceFile(model, { addBos: false, addEos: false });
    const tokenizer = new PretrainedTokenizer(file);
    for (const [text, ids] of golden.models[name]!.encodings)
      expect([...tokenizer.encode(text)], JSON.stringify(text)).toEqual(ids);
  });

  test("stands in a folder for tokenizer.json, with the tokens that the model expects around a text", async () => {
    const tokenizer = await readTokenizer(filesInMemory({ "tokenizer.model": bytesOf("bpe") }));
    expect(tokenizer.encoding("the boat").tokens[0]).toBe("<s>");
    expect(tokenizer.decode(tokenizer.encode("the boat", { addSpecialTokens: false }))).toBe(
      "the boat",
    );
  });

  test("that is cut off or changed is refused, or is another model", () => {
    const whole = bytesOf("unigram");
    for (let length = 0; length < whole.length; length += 7)
      expect(read(whole.slice(0, length)), String(length)).toMatch(/^(?:read|refused)$/);
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255))), (changes) => {
        const changed = whole.slice();
        for (const [at, value] of changes) changed[at] = value;
        expect(read(changed)).toMatch(/^(?:read|refused)$/);
      }),
      fuzzRuns(100),
    );
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => void read(bytes)));
  });

  test("a length beyond the file takes no memory", () => {
    const huge = Uint8Array.of(0x0a, 0xff, 0xff, 0xff, 0xff, 0x7f);
    expect(() => readSentencePieceModel(huge)).toThrow("it is wrong at byte");
  });
});

/** What becomes of bytes: anything but a TokenizerDataError fails the test. */
function read(bytes: Uint8Array): string {
  try {
    const model = readSentencePieceModel(bytes);
    new PretrainedTokenizer(sentencePieceFile(model, { addBos: true, addEos: true })).encode("a b");
    return "read";
  } catch (error) {
    if (error instanceof TokenizerDataError || error instanceof RangeError) return "refused";
    throw error;
  }
}

describe("older files in a folder", () => {
  test("vocab.json and merges.txt are byte-level BPE", async () => {
    const vocab = { l: 0, o: 1, w: 2, lo: 3, low: 4, Ġ: 5, "<|endoftext|>": 6 };
    const source = filesInMemory({
      "vocab.json": utf8(JSON.stringify(vocab)),
      "merges.txt": utf8("#version: 0.2\nl o\nlo w\n"),
    });
    const tokenizer = await readTokenizer(source);
    expect([...tokenizer.encode("low lo<|endoftext|>")]).toEqual([4, 5, 3, 6]);
    expect(tokenizer.decode([4, 5, 3])).toBe("low lo");
  });

  test("vocab.txt is BERT's WordPiece, in lower case unless the configuration says otherwise", async () => {
    const lines = "[PAD]\n[UNK]\n[CLS]\n[SEP]\nlow\n##er\nLow\n";
    const read = (config: object) =>
      readTokenizer(
        filesInMemory({
          "vocab.txt": utf8(lines),
          "tokenizer_config.json": utf8(JSON.stringify(config)),
        }),
      );
    expect((await read({})).encoding("Lower").tokens).toEqual(["[CLS]", "low", "##er", "[SEP]"]);
    expect((await read({ do_lower_case: false })).encoding("Low").tokens[1]).toBe("Low");
  });

  test("a folder without any is refused, with what is looked for", async () => {
    await expect(readTokenizer(filesInMemory({}, "models/none"))).rejects.toThrow(
      "models/none has no tokenizer, expected tokenizer.json, tokenizer.model",
    );
  });
});
