import { expectText } from "../../options/expect-argument.ts";

/** Decoded text without the spaces before English punctuation and short forms, as transformers does it. */
export function cleanUpTokenization(text: string): string {
  expectText("cleanUpTokenization", "text", text);
  return text
    .replaceAll(" .", ".")
    .replaceAll(" ?", "?")
    .replaceAll(" !", "!")
    .replaceAll(" ,", ",")
    .replaceAll(" ' ", "'")
    .replaceAll(" n't", "n't")
    .replaceAll(" 'm", "'m")
    .replaceAll(" 's", "'s")
    .replaceAll(" 've", "'ve")
    .replaceAll(" 're", "'re");
}
