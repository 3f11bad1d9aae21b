import { StreamingDecoder } from "@qkv/nn/tokenizers";
import type { LanguageModel } from "../../language-model/language-model.ts";

/**
 * Where each token of a prompt begins in its text, in characters. Tokens of one character begin with it; a special token has
 * no room where the text does not write it out, as one that the tokenizer puts before every text.
 */
export function promptOffsets(
  language: LanguageModel,
  ids: readonly number[],
  text: string,
): number[] {
  const decoder = new StreamingDecoder(language.decode);
  let offset = 0;
  return ids.map((id) => {
    const start = Math.min(offset, text.length);
    const mark = language.markOf(id);
    if (mark === "") offset += decoder.add(id).length;
    else if (text.startsWith(mark, offset)) offset += mark.length;
    return start;
  });
}
