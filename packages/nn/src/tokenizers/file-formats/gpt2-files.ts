import { TokenizerDataError } from "../tokenizer-data-error.ts";

const byteLevel = (addPrefixSpace: boolean): object => ({
  ...{ type: "ByteLevel", add_prefix_space: addPrefixSpace },
  ...{ trim_offsets: true, use_regex: true },
});

/**
 * The tokenizer.json of byte-level BPE in two files, as GPT-2 has them: vocab.json with ids by token, and merges.txt with a
 * pair a line behind a line with its version.
 */
export function gpt2File(
  vocab: unknown,
  merges: string,
  { addPrefixSpace = false }: { readonly addPrefixSpace?: boolean } = {},
): object {
  if (typeof vocab !== "object" || vocab === null || Array.isArray(vocab))
    throw new TokenizerDataError("vocab.json is no object of ids by token");
  const pairs = merges
    .split(/\r?\n/)
    .filter((line, i) => line !== "" && !(i === 0 && line.startsWith("#version")))
    .map((line) => line.split(" "));
  const special = Object.entries(vocab).filter(([token]) => /^<\|.*\|>$|^<[a-z/]+>$/.test(token));
  return {
    ...{ version: "1.0", truncation: null, padding: null },
    added_tokens: special.map(([content, id]) => ({
      ...{ id, content, single_word: false, lstrip: content === "<mask>", rstrip: false },
      ...{ normalized: false, special: true },
    })),
    ...{ normalizer: null, pre_tokenizer: byteLevel(addPrefixSpace), decoder: byteLevel(true) },
    post_processor: { ...byteLevel(true), trim_offsets: false },
    model: {
      ...{ type: "BPE", dropout: null, unk_token: null, fuse_unk: false, byte_fallback: false },
      ...{ continuing_subword_prefix: null, end_of_word_suffix: null, ignore_merges: false },
      ...{ vocab, merges: pairs },
    },
  };
}
