import { TokenizerDataError } from "../tokenizer-data-error.ts";

export interface BertSettings {
  readonly lowercase?: boolean;
  /** As `lowercase` unless given. */
  readonly stripAccents?: boolean | null;
  readonly handleChineseChars?: boolean;
}

const special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"];

/** The tokenizer.json of a vocab.txt as BERT has it: a token a line, whose number is its id. */
export function bertFile(
  vocabulary: string,
  { lowercase = true, stripAccents = null, handleChineseChars = true }: BertSettings = {},
): object {
  const tokens = vocabulary.replace(/\r?\n$/, "").split(/\r?\n/);
  const vocab = new Map(tokens.map((token, id) => [token, id]));
  if (!vocab.has("[UNK]")) throw new TokenizerDataError("vocab.txt has no line [UNK]");
  const [cls, sep] = [vocab.get("[CLS]"), vocab.get("[SEP]")];
  return {
    ...{ version: "1.0", truncation: null, padding: null },
    added_tokens: special.flatMap((content) => {
      const id = vocab.get(content);
      const flags = { single_word: false, lstrip: false, rstrip: false, normalized: false };
      return id === undefined ? [] : [{ id, content, ...flags, special: true }];
    }),
    normalizer: {
      ...{ type: "BertNormalizer", clean_text: true, handle_chinese_chars: handleChineseChars },
      ...{ strip_accents: stripAccents, lowercase },
    },
    pre_tokenizer: { type: "BertPreTokenizer" },
    post_processor:
      cls === undefined || sep === undefined
        ? null
        : { type: "BertProcessing", cls: ["[CLS]", cls], sep: ["[SEP]", sep] },
    decoder: { type: "WordPiece", prefix: "##", cleanup: true },
    model: {
      ...{ type: "WordPiece", unk_token: "[UNK]", continuing_subword_prefix: "##" },
      ...{ max_input_chars_per_word: 100, vocab: Object.fromEntries(vocab) },
    },
  };
}
