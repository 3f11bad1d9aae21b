import { describe, expect, test } from "vitest";
import { filesInMemory } from "../../src/model-folder/files-in-memory.ts";
import { PretrainedTokenizer } from "../../src/tokenizers/pretrained-tokenizer.ts";
import { UnknownComponentError } from "../../src/tokenizers/read-component.ts";
import { readTokenizer } from "../../src/tokenizers/read-tokenizer.ts";
import { TokenizerDataError } from "../../src/tokenizers/tokenizer-data-error.ts";

const words = ["<unk>", "<s>", "</s>", "the", "cat", "sat", "caf\u00e9", "\u{1f600}"];
const file = {
  version: "1.0",
  added_tokens: words
    .slice(0, 3)
    .map((content, id) => ({ id, content, special: true, normalized: false })),
  normalizer: { type: "NFC" },
  pre_tokenizer: { type: "Whitespace" },
  post_processor: {
    type: "TemplateProcessing",
    single: [{ SpecialToken: { id: "<s>", type_id: 0 } }, { Sequence: { id: "A", type_id: 0 } }],
    pair: [{ Sequence: { id: "A", type_id: 0 } }, { Sequence: { id: "B", type_id: 1 } }],
    special_tokens: { "<s>": { id: "<s>", ids: [1], tokens: ["<s>"] } },
  },
  decoder: null,
  model: {
    type: "WordLevel",
    vocab: Object.fromEntries(words.map((word, id) => [word, id])),
    unk_token: "<unk>",
  },
};

describe("a tokenizer.json", () => {
  const tokenizer = new PretrainedTokenizer(file);

  test("gives ids, with the tokens that the model expects unless they are not wanted", () => {
    expect([...tokenizer.encode("the cat")]).toEqual([1, 3, 4]);
    expect([...tokenizer.encode("the cat", { addSpecialTokens: false })]).toEqual([3, 4]);
    expect(tokenizer.vocabSize).toBe(8);
    expect(tokenizer.tokenToId("cat")).toBe(4);
    expect(tokenizer.idToToken(5)).toBe("sat");
  });

  test("counts offsets in code points of the text that was given", () => {
    const { tokens, offsets } = tokenizer.encoding("\u{1f600} cafe\u0301 the");
    expect(tokens).toEqual(["<s>", "\u{1f600}", "caf\u00e9", "the"]);
    // As the reference has it, a composed letter stands where its first part stood.
    expect(offsets.slice(1)).toEqual([
      [0, 1],
      [2, 6],
      [8, 11],
    ]);
  });

  test("an id that no token has is no text, what is no id is refused", () => {
    expect(tokenizer.decode([3, 999, 4])).toBe("the cat");
    expect(() => tokenizer.decode([3, -1])).toThrow("decode: ids[1] is -1");
    expect(() => tokenizer.decode([0.5])).toThrow(RangeError);
  });

  test("a batch is padded on the side that is asked for", () => {
    const padding = { id: 2, token: "</s>", direction: "left" } as const;
    const batch = tokenizer.encodeBatch(["the cat sat", "the"], { padding });
    expect(batch.map(({ ids }) => ids)).toEqual([
      [1, 3, 4, 5],
      [2, 2, 1, 3],
    ]);
    expect(batch[1]?.attentionMask).toEqual([0, 0, 1, 1]);
    expect(() => tokenizer.encodeBatch(["the"], { padding: {} })).toThrow(
      "no token for padding, expected padding.id",
    );
  });

  test("unknown options are refused by name", () => {
    const wrong = JSON.parse('{ "adSpecialTokens": true }');
    expect(() => tokenizer.encode("the", wrong)).toThrow("unknown option adSpecialTokens");
  });

  test("a piece that a list holds twice has its last id, both are written, and what is added comes behind", () => {
    const pieces = [
      ["<unk>", 0],
      ["a", -1],
      ["b", -2],
      ["a", -3],
    ] as const;
    const added_tokens = [{ id: 4, content: "<new>", special: false, normalized: false }];
    const model = { type: "Unigram", unk_id: 0, vocab: pieces, byte_fallback: false };
    const lists = { ...file, added_tokens, model, post_processor: null, pre_tokenizer: null };
    const twice = new PretrainedTokenizer({ ...lists, decoder: { type: "Fuse" } });
    expect([...twice.encode("ab<new>")]).toEqual([3, 2, 4]);
    expect(twice.decode([1, 3, 4])).toBe("aa<new>");
    expect(twice.vocabSize).toBe(4);
  });

  test("a character that is newer than the reference's tables has no form, no script and is no mark", () => {
    const model = { ...file.model, vocab: { "<unk>": 0 } };
    const own = { ...file, model, added_tokens: [], post_processor: null };
    const scripts = new PretrainedTokenizer({ ...own, pre_tokenizer: { type: "UnicodeScripts" } });
    expect(scripts.encoding("a\u{1fae0}b").offsets).toEqual([[0, 3]]);
    expect(scripts.encoding("a\u{1f600}b").offsets).toHaveLength(3);
    const normalizers = ["NFKD", "StripAccents"].map((type) => ({ type }));
    const forms = { ...own, normalizer: { type: "Sequence", normalizers }, pre_tokenizer: null };
    const bytes = {
      type: "BPE",
      vocab: Object.fromEntries([..."e\u32ff\u0c04\u2460"].map((x, i) => [x, i])),
      merges: [],
    };
    expect(
      new PretrainedTokenizer({ ...forms, model: bytes }).encoding("\u00e9\u32ff\u0c04").tokens,
    ).toEqual(["e", "\u32ff", "\u0c04"]);
  });

  test("a byte-level stage behind a template counts the parts, as the reference has it", () => {
    const processors = [file.post_processor, { type: "ByteLevel", trim_offsets: true }];
    const numbered = { ...file, post_processor: { type: "Sequence", processors } };
    expect(new PretrainedTokenizer(numbered).encoding("the cat").sequenceIds).toEqual([null, 1, 1]);
  });

  test("a stream keeps a space before which stood only tokens that are left out", () => {
    const decoder = {
      type: "Sequence",
      decoders: [{ type: "Fuse" }, { type: "Strip", content: " ", start: 1, stop: 0 }],
    };
    const vocab = Object.fromEntries([...words, " the"].map((word, id) => [word, id]));
    const stream = new PretrainedTokenizer({
      ...{ ...file, decoder },
      model: { ...file.model, vocab },
    }).decodeStream();
    const silent: readonly number[] = new Array(40).fill(1);
    const text = [8, ...silent, 8].map((id) => stream.add(id)).join("");
    expect(text + stream.end()).toBe("the the");
  });

  test("JSON.stringify writes the file that it was read from", () => {
    expect(JSON.parse(JSON.stringify(tokenizer))).toEqual(file);
  });
});

describe("what is wrong with a file is said by its field", () => {
  const wrong: readonly (readonly [string, object, string])[] = [
    ["a stage", { normalizer: { type: "NFX" } }, 'normalizer.type is "NFX", expected one of'],
    ["a model", { model: { type: "Bigram" } }, 'model.type is "Bigram", expected one of BPE'],
    ["a vocabulary", { model: { type: "BPE", vocab: 3, merges: [] } }, "model.vocab is 3"],
    [
      "an id",
      { model: { type: "BPE", vocab: { a: -1 }, merges: [] } },
      'model.vocab["a"] is -1, expected an id from 0',
    ],
    [
      "a merge",
      { model: { type: "BPE", vocab: { a: 0, b: 1 }, merges: ["a b"] } },
      'model.merges[0] is "ab", which is not in the vocabulary',
    ],
    [
      "an expression",
      { pre_tokenizer: { type: "Split", pattern: { Regex: "(" }, behavior: "Isolated" } },
      'the regular expression "(" cannot be used',
    ],
    ["a dropout", { model: { ...file.model, type: "BPE", merges: [], dropout: 0.1 } }, "dropout"],
    ["added tokens", { added_tokens: [{ id: 0 }] }, "added_tokens[0].content is missing"],
  ];

  test.each(wrong)("%s", (_, part, said) => {
    const read = () => new PretrainedTokenizer({ ...file, ...part });
    expect(read).toThrow(TokenizerDataError);
    expect(read).toThrow(said);
  });

  test("an unknown kind of component is an error of its own, with the nearest that is known", () => {
    const read = () => new PretrainedTokenizer({ ...file, pre_tokenizer: { type: "Whitespaces" } });
    expect(read).toThrow(UnknownComponentError);
    expect(read).toThrow("Whitespace");
  });

  test("components nested without end are refused", () => {
    let nested: object = { type: "NFC" };
    for (let i = 0; i < 100; i++) nested = { type: "Sequence", normalizers: [nested] };
    expect(() => new PretrainedTokenizer({ ...file, normalizer: nested })).toThrow(
      "is nested deeper than",
    );
  });
});

describe("a folder", () => {
  const bytes = (value: unknown) =>
    new TextEncoder().encode(typeof value === "string" ? value : JSON.stringify(value));

  test("its other files name special tokens, sides and templates", async () => {
    const tokenizer = await readTokenizer(
      filesInMemory({
        "tokenizer.json": bytes(file),
        "tokenizer_config.json": bytes({
          eos_token: { content: "</s>" },
          padding_side: "left",
          model_max_length: 64,
          added_tokens_decoder: { 8: { content: "<tool>", special: true } },
        }),
        "special_tokens_map.json": bytes({ bos_token: "<s>" }),
        "chat_template.jinja": bytes("{{ messages }}"),
      }),
    );
    expect(tokenizer.specialTokenId("eos")).toBe(2);
    expect(tokenizer.specialTokenId("bos")).toBe(1);
    expect(tokenizer.specialTokenId("mask")).toBeUndefined();
    expect([...tokenizer.encode("the<tool>")]).toEqual([1, 3, 8]);
    expect(tokenizer.config).toMatchObject({ paddingSide: "left", modelMaxLength: 64 });
    expect(tokenizer.config.chatTemplates.get("default")).toBe("{{ messages }}");
  });

  test("a file that is no JSON, or no text, is named", async () => {
    const read = (content: Uint8Array) =>
      readTokenizer(filesInMemory({ "tokenizer.json": content }, "models/tiny"));
    await expect(read(bytes("{"))).rejects.toThrow("models/tiny/tokenizer.json is no JSON");
    await expect(read(Uint8Array.of(0xff))).rejects.toThrow("tokenizer.json is no UTF-8 text");
    await expect(read(bytes("{"))).rejects.toThrow(TokenizerDataError);
  });
});
