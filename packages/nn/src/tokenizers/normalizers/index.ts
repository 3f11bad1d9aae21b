import type { ComponentFields } from "../component-fields.ts";
import { type ComponentReader, readComponent } from "../read-component.ts";
import { bertNormalizer } from "./bert.ts";
import { byteLevelNormalizer } from "./byte-level.ts";
import { lowercase } from "./lowercase.ts";
import { nmt } from "./nmt.ts";
import type { Normalizer } from "./normalizer.ts";
import { precompiled } from "./precompiled.ts";
import { prepend } from "./prepend.ts";
import { replace } from "./replace.ts";
import { strip } from "./strip.ts";
import { stripAccents } from "./strip-accents.ts";
import { unicodeForm } from "./unicode-form.ts";

/** Every kind of normaliser that a tokenizer.json may name. */
const normalizers: Readonly<Record<string, ComponentReader<Normalizer>>> = {
  BertNormalizer: bertNormalizer,
  ByteLevel: () => byteLevelNormalizer,
  Lowercase: () => lowercase,
  NFC: () => unicodeForm("NFC"),
  NFD: () => unicodeForm("NFD"),
  NFKC: () => unicodeForm("NFKC"),
  NFKD: () => unicodeForm("NFKD"),
  Nmt: () => nmt,
  Precompiled: precompiled,
  Prepend: prepend,
  Replace: replace,
  Sequence: sequence,
  Strip: strip,
  StripAccents: () => stripAccents,
};

export const readNormalizer: ComponentReader<Normalizer> = (fields) =>
  readComponent(fields, normalizers);

/** One after the other. */
function sequence(fields: ComponentFields): Normalizer {
  const parts = fields.objects("normalizers").map(readNormalizer);
  return (text) => parts.reduce((now, normalize) => normalize(now), text);
}
