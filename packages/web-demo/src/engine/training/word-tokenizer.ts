import { PretrainedTokenizer } from "@qkv/nn/tokenizers";

const special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"] as const;

/** Words and signs apart: what the pre-tokenizer "Whitespace" of tokenizer.json does. */
const piece = /[\p{L}\p{N}_]+|[^\p{L}\p{N}_\s]+/gu;

export interface WordTokenizer {
  readonly tokenizer: PretrainedTokenizer;
  readonly padding: number;
  readonly unknown: number;
  readonly mask: number;
  /** The first id of a word. */
  readonly firstWord: number;
}

/** A tokenizer of whole words in lower case, the commonest ones, in BERT's frame: [CLS] … [SEP]. */
export function wordTokenizer(text: string, mostWords: number): WordTokenizer {
  const counts = new Map<string, number>();
  for (const [word] of text.toLowerCase().matchAll(piece))
    counts.set(word, (counts.get(word) ?? 0) + 1);
  const words = [...counts.keys()]
    .sort((a, b) => counts.get(b)! - counts.get(a)! || (a < b ? -1 : 1))
    .slice(0, mostWords);
  const vocab = Object.fromEntries([...special, ...words].map((word, id) => [word, id]));
  const sequence = (id: string, type_id: number) => ({ Sequence: { id, type_id } });
  const token = (id: string) => ({ SpecialToken: { id, type_id: 0 } });
  const frame = ["[CLS]", "[SEP]"].map((id) => [id, { id, ids: [vocab[id]], tokens: [id] }]);
  const flags = { single_word: false, lstrip: false, rstrip: false, normalized: false };
  const tokenizer = new PretrainedTokenizer({
    ...{ version: "1.0", truncation: null, padding: null },
    added_tokens: special.map((content, id) => ({ id, content, ...flags, special: true })),
    normalizer: { type: "Lowercase" },
    pre_tokenizer: { type: "Whitespace" },
    post_processor: {
      type: "TemplateProcessing",
      single: [token("[CLS]"), sequence("A", 0), token("[SEP]")],
      pair: [sequence("A", 0), sequence("B", 1)],
      special_tokens: Object.fromEntries(frame),
    },
    decoder: { type: "WordPiece", prefix: "##", cleanup: true },
    model: { type: "WordLevel", vocab, unk_token: "[UNK]" },
  });
  return { tokenizer, padding: 0, unknown: 1, mask: 4, firstWord: special.length };
}
