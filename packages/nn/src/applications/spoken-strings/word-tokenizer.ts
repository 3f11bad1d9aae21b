import type { FilesByName } from "../../model-folder/write-model-folder.ts";
import { jsonFile } from "../../pretrained/json-file.ts";

/** Ids of the tokens that are no words. */
export const special = { padding: 0, start: 1, end: 2, unknown: 3 } as const;
const names = ["<pad>", "<s>", "</s>", "<unk>"];

/** A tokenizer whose tokens are words, apart by blanks. */
export function wordTokenizerFiles(words: readonly string[]): FilesByName {
  const vocab = Object.fromEntries([...names, ...words].map((word, id) => [word, id]));
  const flags = { single_word: false, lstrip: false, rstrip: false, normalized: false };
  const tokenizer = {
    ...{ version: "1.0", truncation: null, padding: null, normalizer: null },
    added_tokens: names.map((content, id) => ({ id, content, ...flags, special: true })),
    ...{ pre_tokenizer: { type: "WhitespaceSplit" }, post_processor: null, decoder: null },
    model: { type: "WordLevel", vocab, unk_token: "<unk>" },
  };
  const [pad_token, bos_token, eos_token, unk_token] = names;
  return new Map([
    ["tokenizer.json", jsonFile(tokenizer)],
    [
      "tokenizer_config.json",
      jsonFile({
        ...{ tokenizer_class: "PreTrainedTokenizerFast", pad_token, bos_token, eos_token },
        ...{ unk_token, clean_up_tokenization_spaces: false },
      }),
    ],
  ]);
}
