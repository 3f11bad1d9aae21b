import { PretrainedTokenizer } from "@qkv/nn/tokenizers";

/**
 * A tokenizer of whole words and signs, as tokenizer.json: `special` first, then the words by how often they came. With
 * `frame` a sequence stands between special tokens, "$A" for the sequence itself.
 */
export function wordTokenizer(sentences, { special, unknown, frame, lowercase = false }) {
  const counts = new Map();
  for (const sentence of sentences)
    for (const word of sentence.split(" ")) counts.set(word, (counts.get(word) ?? 0) + 1);
  const words = [...counts].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1)).map(([w]) => w);
  const vocab = Object.fromEntries([...special, ...words].map((word, id) => [word, id]));
  const flags = { single_word: false, lstrip: false, rstrip: false, normalized: false };
  const json = {
    version: "1.0",
    truncation: null,
    padding: null,
    added_tokens: special.map((content, id) => ({ id, content, ...flags, special: true })),
    normalizer: lowercase ? { type: "Lowercase" } : null,
    pre_tokenizer: { type: "Whitespace" },
    post_processor: {
      type: "TemplateProcessing",
      single: frame.map((id) =>
        id === "$A" ? { Sequence: { id: "A", type_id: 0 } } : { SpecialToken: { id, type_id: 0 } },
      ),
      pair: [{ Sequence: { id: "A", type_id: 0 } }, { Sequence: { id: "B", type_id: 1 } }],
      special_tokens: Object.fromEntries(
        frame.filter((id) => id !== "$A").map((id) => [id, { id, ids: [vocab[id]], tokens: [id] }]),
      ),
    },
    decoder: { type: "WordPiece", prefix: "##", cleanup: true },
    model: { type: "WordLevel", vocab, unk_token: unknown },
  };
  return { tokenizer: new PretrainedTokenizer(json), json, vocab };
}
