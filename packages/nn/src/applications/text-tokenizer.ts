import { objectAmong } from "../model-folder/read-json.ts";
import type { FilesByName } from "../model-folder/write-model-folder.ts";
import { jsonFile } from "../pretrained/json-file.ts";
import { PretrainedTokenizer } from "../tokenizers/pretrained-tokenizer.ts";
import { trainTokenizer } from "../tokenizers/training/train-tokenizer.ts";
import type { Described } from "./application.ts";

export interface TextTokenizerOptions {
  /** Tokens at most. */
  readonly vocabulary: number;
  /** Tokens of a text at most, those around it included. */
  readonly context: number;
  /** Whether capitals and small letters, and letters with and without accents, are told apart. */
  readonly cased: boolean;
}

/** What BERT's tokenizer puts around a text, and around two. */
const around = ([cls, sep]: readonly [number, number]) => {
  const special = (id: string, type: number) => ({ SpecialToken: { id, type_id: type } });
  const sequence = (id: string, type: number) => ({ Sequence: { id, type_id: type } });
  const ids = (id: string, number: number) => [id, { id, ids: [number], tokens: [id] }] as const;
  return {
    type: "TemplateProcessing",
    single: [special("[CLS]", 0), sequence("A", 0), special("[SEP]", 0)],
    pair: [
      ...[special("[CLS]", 0), sequence("A", 0), special("[SEP]", 0)],
      ...[sequence("B", 1), special("[SEP]", 1)],
    ],
    special_tokens: Object.fromEntries([ids("[CLS]", cls), ids("[SEP]", sep)]),
  };
};

const bertNormalizer = {
  ...{ type: "BertNormalizer", clean_text: true, handle_chinese_chars: true },
  ...{ strip_accents: null, lowercase: true },
};

/** A WordPiece tokenizer as BERT's, of these texts, and its files. */
export async function trainedTokenizer(
  texts: Iterable<string>,
  { vocabulary, context, cased }: TextTokenizerOptions,
): Promise<{ readonly tokenizer: PretrainedTokenizer; readonly files: FilesByName }> {
  const postProcessor = around([2, 3]); // the special tokens come first: [PAD] [UNK] [CLS] [SEP] [MASK]
  const tokenizer = await trainTokenizer("wordpiece", texts, {
    vocabSize: vocabulary,
    postProcessor,
    ...(cased ? { normalizer: { ...bertNormalizer, lowercase: false } } : {}),
  });
  const config = {
    ...{ tokenizer_class: "PreTrainedTokenizerFast", model_max_length: context },
    ...{ pad_token: "[PAD]", unk_token: "[UNK]", cls_token: "[CLS]", sep_token: "[SEP]" },
    ...{ mask_token: "[MASK]", clean_up_tokenization_spaces: false },
  };
  return {
    tokenizer,
    files: new Map([
      ["tokenizer.json", jsonFile(tokenizer)],
      ["tokenizer_config.json", jsonFile(config)],
    ]),
  };
}

/** The tokenizer among a model's files. */
export function tokenizerOf(
  { files }: Pick<Described, "files">,
  name = "tokenizer.json",
): PretrainedTokenizer {
  const json = (file: string) => objectAmong(files, file);
  const template = files.get("chat_template.jinja");
  return new PretrainedTokenizer(json(name), {
    config: json("tokenizer_config.json"),
    specialTokensMap: json("special_tokens_map.json"),
    ...(template
      ? { templateFiles: new Map([["default", new TextDecoder().decode(template)]]) }
      : {}),
  });
}
