import type { ComponentReader } from "../read-component.ts";
import { bytesAsCharacters } from "../text/bytes-as-characters.ts";
import { regexMatches } from "../text/matches.ts";
import { splitText } from "../text/split-text.ts";
import type { PreTokenizer } from "./pre-tokenizer.ts";

/** GPT-2's words: a space belongs to the word behind it. */
const gpt2Words = regexMatches(
  /'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\p{White_Space}\p{L}\p{N}]+|\p{White_Space}+(?!\P{White_Space})|\p{White_Space}+/gu,
);

/** GPT-2's words, as bytes. */
export const byteLevelPreTokenizer: ComponentReader<PreTokenizer> = (fields) => {
  const addPrefixSpace = fields.flag("add_prefix_space", true);
  const useRegex = fields.flag("use_regex", true);
  return (part) => {
    const text = addPrefixSpace && !part.text.startsWith(" ") ? part.prepend(" ") : part;
    const words = useRegex ? splitText(text, gpt2Words, "Isolated") : [text];
    return words.map((word) => word.mapCharacters(bytesAsCharacters));
  };
};
