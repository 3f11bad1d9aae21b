import type { ComponentFields } from "../component-fields.ts";
import { type ComponentReader, readComponent } from "../read-component.ts";
import type { NormalizedText } from "../text/normalized-text.ts";
import { bertPreTokenizer } from "./bert.ts";
import { byteLevelPreTokenizer } from "./byte-level.ts";
import { charDelimiterSplit } from "./char-delimiter-split.ts";
import { digits } from "./digits.ts";
import { fixedLength } from "./fixed-length.ts";
import { metaspace } from "./metaspace.ts";
import type { PreTokenizer } from "./pre-tokenizer.ts";
import { punctuation } from "./punctuation.ts";
import { split } from "./split.ts";
import { unicodeScripts } from "./unicode-scripts.ts";
import { whitespace, whitespaceSplit } from "./whitespace.ts";

/** Every kind of pre-tokenizer that a tokenizer.json may name. */
const preTokenizers: Readonly<Record<string, ComponentReader<PreTokenizer>>> = {
  BertPreTokenizer: () => bertPreTokenizer,
  ByteLevel: byteLevelPreTokenizer,
  CharDelimiterSplit: charDelimiterSplit,
  Digits: digits,
  FixedLength: fixedLength,
  Metaspace: metaspace,
  Punctuation: punctuation,
  Sequence: sequence,
  Split: split,
  UnicodeScripts: () => unicodeScripts,
  Whitespace: () => whitespace,
  WhitespaceSplit: () => whitespaceSplit,
};

export const readPreTokenizer: ComponentReader<PreTokenizer> = (fields) =>
  readComponent(fields, preTokenizers);

/** Each cuts the parts of the one before. */
function sequence(fields: ComponentFields): PreTokenizer {
  const cuts = fields.objects("pretokenizers").map(readPreTokenizer);
  return (whole) => {
    let parts: readonly NormalizedText[] = [whole];
    for (const cut of cuts) parts = parts.flatMap((part) => cut(part));
    return parts;
  };
}
