import type { ComponentReader } from "../read-component.ts";
import type { NormalizedText } from "../text/normalized-text.ts";
import { isUnclassified } from "../text/unclassified.ts";
import { isWhitespace } from "../text/unicode.ts";
import { lowercase } from "./lowercase.ts";
import type { Normalizer } from "./normalizer.ts";
import { unicodeForm } from "./unicode-form.ts";

const removed = /^(?![\t\n\r])[\0\ufffd\p{Cc}\p{Cf}\p{Co}]$/u;
const ideograph =
  /^[\u4e00-\u9fff\u3400-\u4dbf\u{20000}-\u{2a6df}\u{2a700}-\u{2b81f}\u{2b920}-\u{2ceaf}\uf900-\ufaff\u{2f800}-\u{2fa1f}]$/u;
const decompose = unicodeForm("NFD");

const clean: Normalizer = (text) =>
  text
    .filter((character) => !removed.test(character))
    .mapCharacters((character) => (isWhitespace(character) ? " " : character));

const separateIdeographs: Normalizer = (text) =>
  text.mapCharacters((character) => (ideograph.test(character) ? ` ${character} ` : character));

/** Without marks that take no room of their own. */
const stripMarks: Normalizer = (text) =>
  decompose(text).filter((character) => !/^\p{Mn}$/u.test(character) || isUnclassified(character));

/** What BERT does: clean text, ideographs apart, without accents, in lower case, as far as the file asks for it. */
export const bertNormalizer: ComponentReader<Normalizer> = (fields) => {
  const lower = fields.flag("lowercase", true);
  const steps = [
    ...(fields.flag("clean_text", true) ? [clean] : []),
    ...(fields.flag("handle_chinese_chars", true) ? [separateIdeographs] : []),
    ...(fields.flag("strip_accents", lower) ? [stripMarks] : []),
    ...(lower ? [lowercase] : []),
  ];
  return (text: NormalizedText) => steps.reduce((now, step) => step(now), text);
};
