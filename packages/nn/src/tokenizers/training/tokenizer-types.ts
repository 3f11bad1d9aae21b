/** What can be trained: which stages a tokenizer has around its model unless others are given. */
export const tokenizerTypes = ["bpe", "wordpiece", "unigram", "word", "character"] as const;
/** What `trainTokenizer` can train. */
export type TokenizerType = (typeof tokenizerTypes)[number];

export interface TypeDefaults {
  readonly normalizer: object | null;
  readonly preTokenizer: object | null;
  readonly decoder: object | null;
  /** In the order of their ids. */
  readonly specialTokens: readonly string[];
  readonly unknown: string | undefined;
  /** Before every symbol of a word but the first. */
  readonly prefix: string;
}

const metaspace = { type: "Metaspace", replacement: "▁", prepend_scheme: "always", split: true };
const byteLevel = (addPrefixSpace: boolean): object => ({
  ...{ type: "ByteLevel", add_prefix_space: addPrefixSpace },
  ...{ trim_offsets: true, use_regex: true },
});

/** As the best known tokenizers of their kind: GPT-2's, BERT's, T5's. */
export const typeDefaults: Readonly<Record<TokenizerType, TypeDefaults>> = {
  bpe: {
    normalizer: null,
    preTokenizer: byteLevel(false),
    decoder: byteLevel(true),
    specialTokens: ["<|endoftext|>"],
    unknown: undefined,
    prefix: "",
  },
  wordpiece: {
    normalizer: {
      ...{ type: "BertNormalizer", clean_text: true, handle_chinese_chars: true },
      ...{ strip_accents: null, lowercase: true },
    },
    preTokenizer: { type: "BertPreTokenizer" },
    decoder: { type: "WordPiece", prefix: "##", cleanup: true },
    specialTokens: ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"],
    unknown: "[UNK]",
    prefix: "##",
  },
  unigram: {
    normalizer: { type: "NFKC" },
    preTokenizer: metaspace,
    decoder: metaspace,
    specialTokens: ["<pad>", "</s>", "<unk>"],
    unknown: "<unk>",
    prefix: "",
  },
  word: {
    normalizer: null,
    preTokenizer: { type: "Whitespace" },
    decoder: null,
    specialTokens: ["<unk>"],
    unknown: "<unk>",
    prefix: "",
  },
  character: {
    normalizer: null,
    preTokenizer: {
      ...{ type: "Split", pattern: { Regex: "[\\s\\S]" } },
      ...{ behavior: "Isolated", invert: false },
    },
    decoder: { type: "Fuse" },
    specialTokens: ["<unk>"],
    unknown: "<unk>",
    prefix: "",
  },
};
