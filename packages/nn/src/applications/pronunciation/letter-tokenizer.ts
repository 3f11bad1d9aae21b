import type { FilesByName } from "../../model-folder/write-model-folder.ts";
import { PretrainedTokenizer } from "../../tokenizers/pretrained-tokenizer.ts";
import type { Described } from "../application.ts";
import { pairSpecialTokens } from "../text-pairs/pair-model-config.ts";
import { ended, tokenizerFiles } from "../text-pairs/subword-tokenizer.ts";
import type { PairEncoding, TextPair } from "../text-pairs/text-pair.ts";
import { tokenizerOf } from "../text-tokenizer.ts";

/**
 * Letters and phonemes in one vocabulary. A text is cut at every letter, so no phoneme of several characters comes of one;
 * what is decoded has spaces between the tokens. So one tokenizer.json reads words and writes phonemes.
 */
export function letterTokenizer(
  pairs: readonly TextPair[],
  context: number,
): { readonly tokenizer: PretrainedTokenizer; readonly files: FilesByName } {
  const letters = new Set(pairs.flatMap(({ source }) => [...source]));
  const phonemes = new Set(pairs.flatMap(({ target }) => target.split(" ")));
  const symbols = [...new Set([...letters, ...phonemes])].sort((a, b) => (a < b ? -1 : 1));
  const tokens = [...pairSpecialTokens, ...symbols];
  const tokenizer = new PretrainedTokenizer({
    ...{ version: "1.0", truncation: null, padding: null },
    added_tokens: pairSpecialTokens.map((content, id) => ({
      ...{ id, content, single_word: false, lstrip: false, rstrip: false },
      ...{ normalized: false, special: true },
    })),
    normalizer: { type: "Lowercase" },
    pre_tokenizer: {
      ...{ type: "Split", pattern: { Regex: "[\\s\\S]" }, behavior: "Isolated", invert: false },
    },
    post_processor: ended,
    decoder: null,
    model: {
      ...{ type: "WordLevel", unk_token: "<unk>" },
      vocab: Object.fromEntries(tokens.map((token, id) => [token, id])),
    },
  });
  return { tokenizer, files: tokenizerFiles(tokenizer, context) };
}

/** Words by their letters, pronunciations by their phonemes. */
export function letterEncoding(
  described: Pick<Described, "files">,
  { context, targetContext }: { readonly context: number; readonly targetContext: number },
): PairEncoding {
  const tokenizer = tokenizerOf(described);
  const unknown = tokenizer.tokenToId("<unk>")!;
  return {
    source: (text) => [...tokenizer.encode(text, { truncation: { maxLength: context } })],
    target: (text) =>
      text
        .split(" ")
        .slice(0, targetContext - 1)
        .map((phoneme) => tokenizer.tokenToId(phoneme) ?? unknown),
    decode: (ids) => ids.map((id) => tokenizer.idToToken(id) ?? "<unk>").join(" "),
    tokenText: (id) => tokenizer.idToToken(id) ?? "<unk>",
  };
}
