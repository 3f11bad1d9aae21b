import { GgufError } from "./gguf-error.ts";

const contractions = "(?i:'s|'t|'re|'ve|'m|'ll|'d)";
const rest = " ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";

/** How byte-level vocabularies cut texts into words, by the name that GGUF gives them; null: as GPT-2 does. */
const patterns: ReadonlyMap<string, string | null> = new Map([
  ["gpt-2", null],
  ["olmo", null], // GPT-NeoX's vocabulary
  ["llama-bpe", `${contractions}|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}{1,3}|${rest}`],
  ["qwen2", `${contractions}|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}|${rest}`],
]);

/** The pre_tokenizer of tokenizer.json for a name. @throws GgufError for one that is not known */
export function preTokenizerOf(name: string): Record<string, unknown> {
  const pattern = patterns.get(name);
  if (pattern === undefined)
    throw new GgufError(
      `is ${JSON.stringify(name.slice(0, 80))}, expected one of ${[...patterns.keys()].join(", ")}`,
      "tokenizer.ggml.pre",
    );
  const bytes = { type: "ByteLevel", add_prefix_space: false, trim_offsets: true };
  if (pattern === null) return { ...bytes, use_regex: true };
  const split = { type: "Split", pattern: { Regex: pattern }, behavior: "Isolated", invert: false };
  return { type: "Sequence", pretokenizers: [split, { ...bytes, use_regex: false }] };
}
