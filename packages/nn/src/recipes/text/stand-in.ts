import type { Tokenizer } from "../../tokenizers/tokenizer.ts";

/** What stands for a character that a tokenizer does not have: a sign that means little, else its first token. */
export function standInOf(tokenizer: Tokenizer): string {
  const signs = ["\ufffd", "?", "_", "*", " ", "\n"];
  return signs.find((sign) => tokenizer.known?.(sign).unknown === 0) ?? tokenizer.decode([0]);
}
