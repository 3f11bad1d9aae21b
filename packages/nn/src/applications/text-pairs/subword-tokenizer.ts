import type { FilesByName } from "../../model-folder/write-model-folder.ts";
import { jsonFile } from "../../pretrained/json-file.ts";
import { EncodeWithin, plainText } from "../../recipes/fine-tuning/encode-within.ts";
import { PretrainedTokenizer } from "../../tokenizers/pretrained-tokenizer.ts";
import { trainTokenizer } from "../../tokenizers/training/train-tokenizer.ts";
import type { Described } from "../application.ts";
import { tokenizerOf } from "../text-tokenizer.ts";
import { endId, pairSpecialTokens } from "./pair-model-config.ts";
import type { PairEncoding } from "./text-pair.ts";

export interface SubwordOptions {
  /** Tokens at most. */
  readonly vocabulary: number;
  /** Tokens of a text at most, its end included. */
  readonly context: number;
}

/** What stands behind a text. */
export const ended = {
  type: "TemplateProcessing",
  single: [{ Sequence: { id: "A", type_id: 0 } }, { SpecialToken: { id: "</s>", type_id: 0 } }],
  pair: [
    { Sequence: { id: "A", type_id: 0 } },
    { Sequence: { id: "B", type_id: 1 } },
    { SpecialToken: { id: "</s>", type_id: 0 } },
  ],
  special_tokens: { "</s>": { id: "</s>", ids: [endId], tokens: ["</s>"] } },
};

/** tokenizer.json and what Hugging Face's library wants beside it. */
export const tokenizerFiles = (tokenizer: PretrainedTokenizer, context: number): FilesByName =>
  new Map([
    ["tokenizer.json", jsonFile(tokenizer)],
    [
      "tokenizer_config.json",
      jsonFile({
        ...{ tokenizer_class: "PreTrainedTokenizerFast", model_max_length: context },
        ...{ pad_token: "<pad>", eos_token: "</s>", unk_token: "<unk>" },
        clean_up_tokenization_spaces: false,
      }),
    ],
  ]);

/** One byte-pair encoding of sources and targets together: words that both have are one token. Sennrich et al. 2016. */
export async function trainedSubwords(
  texts: Iterable<string>,
  { vocabulary, context }: SubwordOptions,
): Promise<{ readonly tokenizer: PretrainedTokenizer; readonly files: FilesByName }> {
  const bytes = (prefix: boolean) => ({
    ...{ type: "ByteLevel", add_prefix_space: prefix, trim_offsets: true, use_regex: true },
  });
  // The first word of a text is as any other: here the texts bring its space along, for lines without one to come are counted
  // word by word, which is ten times as fast.
  const trained = await trainTokenizer("bpe", spaced(texts), {
    ...{ vocabSize: vocabulary, specialTokens: pairSpecialTokens, postProcessor: ended },
    preTokenizer: bytes(false),
    decoder: {
      type: "Sequence",
      decoders: [bytes(true), { type: "Strip", content: " ", start: 1, stop: 0 }],
    },
  });
  const tokenizer = new PretrainedTokenizer({ ...trained.toJSON(), pre_tokenizer: bytes(true) });
  return { tokenizer, files: tokenizerFiles(tokenizer, context) };
}

function* spaced(texts: Iterable<string>): Iterable<string> {
  for (const text of texts) yield ` ${text}`;
}

/** Texts as ids of the tokenizer among a model's files. */
export function subwordEncoding(
  described: Pick<Described, "files">,
  { context, targetContext }: { readonly context: number; readonly targetContext: number },
): PairEncoding {
  const tokenizer = tokenizerOf(described);
  const sources = new EncodeWithin(tokenizer, context);
  const targets = new EncodeWithin(tokenizer, targetContext);
  return {
    source: (text) => sources.ids(text),
    target: (text) => targets.ids(text).slice(0, -1),
    decode: (ids) => plainText(tokenizer, ids),
    tokenText: (id) => tokenizer.decode([id]).trim() || tokenizer.idToToken(id) || "?",
  };
}
