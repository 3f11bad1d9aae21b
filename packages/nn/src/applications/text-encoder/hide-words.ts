import type { Generator } from "../../random/generator.ts";
import type { PretrainedTokenizer } from "../../tokenizers/pretrained-tokenizer.ts";

/** What a token is replaced by, and which are left alone. */
export interface HiddenWords {
  /** Of each token. */
  readonly share: number;
  /** The id that stands for a hidden one. */
  readonly mask: number;
  /** Ids that stay: those around a text. */
  readonly kept: ReadonlySet<number>;
}

/** How a tokenizer's words are hidden: by its mask, or by what stands for unknown words. */
export function hiddenWords(tokenizer: PretrainedTokenizer, share: number): HiddenWords {
  const special = ["cls", "sep", "pad", "bos", "eos"] as const;
  const ids = special.map((name) => tokenizer.specialTokenId(name));
  const mask = tokenizer.specialTokenId("mask") ?? tokenizer.specialTokenId("unk");
  if (share > 0 && mask === undefined)
    throw new TypeError(
      "the tokenizer has neither a token for masked words nor one for unknown ones, expected one of them to hide words by, or no word dropout",
    );
  return { share, mask: mask ?? 0, kept: new Set(ids.filter((id) => id !== undefined)) };
}

/** The ids of a text with some of them hidden, others in each epoch. Iyyer et al., ACL 2015, call it word dropout. */
export function hideWords(
  ids: readonly number[],
  { share, mask, kept }: HiddenWords,
  generator: Generator,
): readonly number[] {
  if (share === 0) return ids;
  const draws = generator.uniform(ids.length);
  return ids.map((id, i) => (draws[i]! < share && !kept.has(id) ? mask : id));
}
