import { ComponentFields } from "../component-fields.ts";
import { TokenizerDataError } from "../tokenizer-data-error.ts";
import { bertFile } from "./bert-file.ts";
import { gpt2File } from "./gpt2-files.ts";
import { readBytes, readJson, readText, type TokenizerFiles } from "./read-files.ts";
import { sentencePieceFile } from "./sentencepiece-file.ts";
import { readSentencePieceModel } from "./sentencepiece-model.ts";

const sentencePieceNames = [
  "tokenizer.model",
  "spiece.model",
  "sentencepiece.bpe.model",
  "spm.model",
];

/** What a folder's tokenizer_config.json says to those who make the stages themselves. */
const settingsOf = (config: unknown): ComponentFields =>
  new ComponentFields(config ?? {}, "tokenizer_config");

/**
 * The parsed tokenizer.json of a folder, or what stands for it where only older files are there: a sentencepiece .model,
 * vocab.json with merges.txt, or vocab.txt.
 */
export async function readTokenizerFile(source: TokenizerFiles, config: unknown): Promise<unknown> {
  if (await source.has("tokenizer.json")) return readJson(source, "tokenizer.json");
  const settings = settingsOf(config);
  for (const name of sentencePieceNames) {
    if (!(await source.has(name))) continue;
    const model = readSentencePieceModel(await readBytes(source, name), name);
    return sentencePieceFile(model, {
      addBos: settings.flag("add_bos_token", model.kind === "bpe"),
      addEos: settings.flag("add_eos_token", model.kind === "unigram"),
    });
  }
  if ((await source.has("vocab.json")) && (await source.has("merges.txt")))
    return gpt2File(await readJson(source, "vocab.json"), await readText(source, "merges.txt"), {
      addPrefixSpace: settings.flag("add_prefix_space", false),
    });
  if (await source.has("vocab.txt"))
    return bertFile(await readText(source, "vocab.txt"), {
      lowercase: settings.flag("do_lower_case", true),
      stripAccents: settings.has("strip_accents") ? settings.flag("strip_accents") : null,
      handleChineseChars: settings.flag("tokenize_chinese_chars", true),
    });
  throw new TokenizerDataError(
    `${source.name || "the folder"} has no tokenizer, expected tokenizer.json, ${sentencePieceNames.join(", ")}, ` +
      "vocab.json with merges.txt, or vocab.txt",
  );
}
