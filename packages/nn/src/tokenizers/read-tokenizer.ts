import { expectObject } from "../options/expect-argument.ts";
import { readTemplateFiles } from "./chat-template/template-files.ts";
import { readJson, type TokenizerFiles } from "./file-formats/read-files.ts";
import { readTokenizerFile } from "./file-formats/read-tokenizer-file.ts";
import { PretrainedTokenizer } from "./pretrained-tokenizer.ts";

/**
 * The tokenizer of a folder in Hugging Face's layout: tokenizer.json, or in its place a sentencepiece .model, vocab.json with
 * merges.txt, or vocab.txt; and what tokenizer_config.json, special_tokens_map.json, chat_template.jinja with
 * additional_chat_templates, and a processor's chat_template.json add where they are.
 *
 * @throws TokenizerDataError for files that describe no tokenizer; what the source throws for those that cannot be read
 */
export async function readTokenizer(source: TokenizerFiles): Promise<PretrainedTokenizer> {
  expectObject("readTokenizer", "source", source, "a source of files", "has", "read");
  const config = await readOptional(source, "tokenizer_config.json", readJson);
  return new PretrainedTokenizer(await readTokenizerFile(source, config), {
    config,
    specialTokensMap: await readOptional(source, "special_tokens_map.json", readJson),
    templateFiles: await readTemplateFiles(source),
    processorTemplate: await readOptional(source, "chat_template.json", readJson),
  });
}

async function readOptional<T>(
  source: TokenizerFiles,
  file: string,
  read: (source: TokenizerFiles, file: string) => Promise<T>,
): Promise<T | undefined> {
  return (await source.has(file)) ? read(source, file) : undefined;
}
