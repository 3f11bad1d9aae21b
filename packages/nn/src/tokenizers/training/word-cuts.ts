import { ComponentFields } from "../component-fields.ts";
import { endOfGpt2Word } from "../id-encoders/gpt2-words.ts";

/**
 * Cuts a line into parts that the stages may be given one by one, so that what comes often is cut once; undefined for a
 * line that must stay whole. What is cut is what the stages would cut first.
 */
export type LineCut = (line: string) => readonly string[] | undefined;

/** How lines are cut for these stages, as they stand in a tokenizer.json. */
export function lineCutFor(normalizer: object | null, preTokenizer: object | null): LineCut {
  if (preTokenizer === null) return () => undefined;
  const cut = new ComponentFields(preTokenizer, "preTokenizer");
  const type = cut.text("type");
  if (type === "ByteLevel" && normalizer === null)
    return cut.flag("use_regex", true) && !cut.flag("add_prefix_space", true)
      ? gpt2Words
      : () => undefined;
  const plain = isPlain(normalizer);
  if (plain && ["BertPreTokenizer", "Whitespace", "WhitespaceSplit"].includes(type))
    return (line) => (isAscii(line) ? line.split(/[ \t\n\r]+/) : undefined);
  const splits = type === "Metaspace" && cut.flag("split", true);
  if (plain && splits && cut.text("prepend_scheme", "always") === "always")
    return (line) => (isAscii(line) && !/^ | {2}| $/.test(line) ? line.split(" ") : undefined);
  return () => undefined;
}

function gpt2Words(line: string): readonly string[] {
  const words: string[] = [];
  for (let start = 0; start < line.length; ) {
    const end = endOfGpt2Word(line, start);
    words.push(line.slice(start, end));
    start = end;
  }
  return words;
}

/** Normalisers that do nothing to spaces of ASCII, nor over them. */
function isPlain(normalizer: object | null): boolean {
  if (normalizer === null) return true;
  const fields = new ComponentFields(normalizer, "normalizer");
  return ["BertNormalizer", "Lowercase", "NFC", "NFD", "NFKC", "NFKD"].includes(
    fields.text("type"),
  );
}

const isAscii = (text: string): boolean => /^[\t\n\r -~]*$/.test(text);
