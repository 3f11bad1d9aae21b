import { ComponentFields } from "../component-fields.ts";
import type { Pipeline } from "../pipeline.ts";
import { BpeModel } from "../subword-models/bpe.ts";
import { NormalizedText } from "../text/normalized-text.ts";
import { blankSeparatedEncoder } from "./blank-separated-encoder.ts";
import { byteLevelEncoder, patternWords, type WordEnd } from "./byte-level-encoder.ts";
import { endOfGpt2Word } from "./gpt2-words.ts";
import type { IdEncoder } from "./id-encoder.ts";

/** The shorter way to the ids of a pipeline's texts; undefined where there is none. */
export function chooseIdEncoder(json: object, pipeline: Pipeline): IdEncoder | undefined {
  if (pipeline.added.looksInNormalized) return undefined;
  const file = new ComponentFields(json, "tokenizer.json");
  return byteLevel(file, pipeline) ?? blankSeparated(file, pipeline);
}

function byteLevel(file: ComponentFields, { model }: Pipeline): IdEncoder | undefined {
  if (!(model instanceof BpeModel)) return undefined;
  const { prefix, suffix } = model.settings;
  const composes = isKind(file, "normalizer", "NFC");
  if ((file.has("normalizer") && !composes) || prefix || suffix) return undefined;
  const words = byteLevelWords(file);
  const encoder = words && byteLevelEncoder(model, words.end, words.addPrefixSpace);
  if (!encoder || !composes) return encoder;
  return (part, ids) => part.normalize("NFC") === part && encoder(part, ids);
}

/** How a pre-tokenizer that ends in bytes cuts words: GPT-2's way, or by one expression before it. */
function byteLevelWords(
  file: ComponentFields,
): { readonly end: WordEnd; readonly addPrefixSpace: boolean } | undefined {
  if (!file.has("pre_tokenizer")) return undefined;
  const cut = file.object("pre_tokenizer");
  if (cut.text("type") === "ByteLevel")
    return cut.flag("use_regex", true)
      ? { end: endOfGpt2Word, addPrefixSpace: cut.flag("add_prefix_space", true) }
      : undefined;
  if (cut.text("type") !== "Sequence") return undefined;
  const [first, second, ...more] = cut.objects("pretokenizers");
  const fits =
    first?.text("type") === "Split" &&
    first.text("behavior") === "Isolated" &&
    second?.text("type") === "ByteLevel" &&
    !second.flag("use_regex", true) &&
    !second.flag("add_prefix_space", true) &&
    more.length === 0;
  const pattern = fits ? first.object("pattern") : undefined;
  if (!pattern?.has("Regex")) return undefined;
  return { end: patternWords(pattern.text("Regex")), addPrefixSpace: false };
}

/** Normalisers that make of a text between blanks what they make of it anywhere. */
const local = new Set([
  "BertNormalizer",
  "Lowercase",
  "NFC",
  "NFD",
  "NFKC",
  "NFKD",
  "StripAccents",
]);
/** Pre-tokenizers that cut at blanks, and at nothing that lies across them. */
const atBlanks = new Set(["BertPreTokenizer", "Whitespace", "WhitespaceSplit"]);

function blankSeparated(file: ComponentFields, pipeline: Pipeline): IdEncoder | undefined {
  const cut = file.has("pre_tokenizer") ? file.object("pre_tokenizer") : undefined;
  if (!cut || !atBlanks.has(firstKind(cut)) || asksForTheStart(cut)) return undefined;
  if (file.has("normalizer") && !isLocal(file.object("normalizer"))) return undefined;
  const { normalizer, preTokenizer, model } = pipeline;
  return blankSeparatedEncoder((piece) => {
    const text = NormalizedText.of(piece);
    const parts = preTokenizer!(normalizer ? normalizer(text) : text);
    return Int32Array.from(parts.flatMap((part) => model.tokenize(part.text).map(({ id }) => id)));
  });
}

function firstKind(cut: ComponentFields): string {
  if (cut.text("type") !== "Sequence") return cut.text("type");
  const [first] = cut.objects("pretokenizers");
  return first ? firstKind(first) : "";
}

/** Whether the first word of a text is cut otherwise than the others. */
const asksForTheStart = (cut: ComponentFields): boolean =>
  cut.text("type") === "Sequence"
    ? cut.objects("pretokenizers").some(asksForTheStart)
    : cut.any("prepend_scheme") === "first";

function isLocal(normalizer: ComponentFields): boolean {
  return normalizer.text("type") === "Sequence"
    ? normalizer.objects("normalizers").every(isLocal)
    : local.has(normalizer.text("type"));
}

const isKind = (file: ComponentFields, stage: string, type: string): boolean =>
  file.has(stage) && file.object(stage).text("type") === type;
