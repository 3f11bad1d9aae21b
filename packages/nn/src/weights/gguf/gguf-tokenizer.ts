import { addedTokenOf, templateOf } from "../../tokenizers/file-formats/file-parts.ts";
import { sentencePieceTokenizer } from "../sentencepiece-tokenizer.ts";
import { GgufError } from "./gguf-error.ts";
import { type GgufFields, isNumber, isText } from "./gguf-fields.ts";
import { preTokenizerOf } from "./pre-tokenizers.ts";

/** What tokens are (llama.h, enum llama_token_type). */
const UNKNOWN = 2;
const CONTROL = 3;
const USER_DEFINED = 4;

/**
 * The tokenizer in a GGUF file as Hugging Face's tokenizer.json; undefined where there is none.
 *
 * @throws GgufError for a kind that is not known
 */
export function ggufTokenizer(fields: GgufFields): Record<string, unknown> | undefined {
  const key = "tokenizer.ggml.model";
  const kind = fields.text(key);
  if (kind === undefined || kind === "none") return undefined;
  const read = Object.hasOwn(readers, kind) ? readers[kind] : undefined;
  if (read) return read(fields);
  throw new GgufError(
    `is ${JSON.stringify(kind)}, expected ${Object.keys(readers).join(" or ")}`,
    key,
  );
}

type Reader = (fields: GgufFields) => Record<string, unknown>;

/** By what llama.cpp calls the kinds of tokenizers. */
const readers: Readonly<Record<string, Reader>> = {
  llama: (fields) => ofSentencePiece(fields),
  gpt2: (fields) => ofBytes(fields),
};

/** The special tokens by their names, and the chat template, as Hugging Face's tokenizer_config.json has them. */
export function ggufTokenizerConfig(fields: GgufFields): Record<string, unknown> {
  const { tokens } = vocabularyOf(fields);
  const config: Record<string, unknown> = {};
  for (const [name, key] of specialTokens) {
    const id = fields.id(`tokenizer.ggml.${key}_token_id`);
    if (id !== undefined && id < tokens.length) config[`${name}_token`] = tokens[id];
  }
  const template = fields.text("tokenizer.chat_template");
  return template === undefined ? config : { ...config, chat_template: template };
}

const specialTokens = [
  ["bos", "bos"],
  ["eos", "eos"],
  ["unk", "unknown"],
  ["pad", "padding"],
  ["sep", "seperator"], // as ggml spells it
  ["mask", "mask"],
] as const;

/** Scores decide which neighbours are joined. */
function ofSentencePiece(fields: GgufFields): Record<string, unknown> {
  const { tokens, types } = vocabularyOf(fields);
  const scores = fields.list("tokenizer.ggml.scores", isNumber);
  if (scores.length !== tokens.length)
    throw new GgufError(
      `has ${scores.length} values for ${tokens.length} tokens`,
      "tokenizer.ggml.scores",
    );
  const idsOf = (...kinds: readonly number[]) =>
    [...tokens.keys()].filter((id) => kinds.includes(types[id] ?? 1));
  return sentencePieceTokenizer({
    pieces: tokens.map((piece, id) => ({ piece, score: scores[id]! })),
    special: idsOf(UNKNOWN, CONTROL),
    added: idsOf(USER_DEFINED),
    unknown: fields.id("tokenizer.ggml.unknown_token_id"),
    ...around(fields, { begin: true }),
    spaceInFront: fields.flag("tokenizer.ggml.add_space_prefix", true),
  });
}

/** A list of merges decides it, of texts that stand for bytes. */
function ofBytes(fields: GgufFields): Record<string, unknown> {
  const { tokens, types } = vocabularyOf(fields);
  const merges = fields.list("tokenizer.ggml.merges", isText);
  const added = tokens.flatMap((content, id) =>
    types[id] === CONTROL || types[id] === USER_DEFINED
      ? [addedTokenOf(id, content, types[id] === CONTROL)]
      : [],
  );
  return {
    version: "1.0",
    truncation: null,
    padding: null,
    added_tokens: added,
    normalizer: null,
    pre_tokenizer: preTokenizerOf(fields.text("tokenizer.ggml.pre") ?? "default"),
    post_processor: templateOf(around(fields, { begin: false }), (id) => tokens[id]),
    decoder: { type: "ByteLevel", add_prefix_space: true, trim_offsets: true, use_regex: true },
    model: {
      type: "BPE",
      dropout: null,
      unk_token: null,
      continuing_subword_prefix: null,
      end_of_word_suffix: null,
      fuse_unk: false,
      byte_fallback: false,
      ignore_merges: fields.text("tokenizer.ggml.pre") === "llama-bpe",
      vocab: Object.fromEntries(tokens.map((token, id) => [token, id])),
      merges: merges.map((merge) => pairOf(merge)),
    },
  };
}

function vocabularyOf(fields: GgufFields) {
  const tokens = fields.list("tokenizer.ggml.tokens", isText);
  const key = "tokenizer.ggml.token_type";
  const types = fields.optional(key) === undefined ? [] : fields.list(key, isNumber);
  if (types.length > 0 && types.length !== tokens.length)
    throw new GgufError(`has ${types.length} values for ${tokens.length} tokens`, key);
  return { tokens, types };
}

/** The tokens around a text, as far as they are put there. */
function around(fields: GgufFields, otherwise: { readonly begin: boolean }) {
  const begin = fields.flag("tokenizer.ggml.add_bos_token", otherwise.begin);
  const end = fields.flag("tokenizer.ggml.add_eos_token", false);
  return {
    begin: begin ? fields.id("tokenizer.ggml.bos_token_id") : undefined,
    end: end ? fields.id("tokenizer.ggml.eos_token_id") : undefined,
  };
}

/** "Ġ t": the second space of a merge would belong to a piece, which has none. */
function pairOf(merge: string): [string, string] {
  const [left, right, ...rest] = merge.split(" ");
  if (left !== undefined && right !== undefined && rest.length === 0) return [left, right];
  throw new GgufError(
    `has ${JSON.stringify(merge.slice(0, 80))}, expected two pieces with a space between them`,
    "tokenizer.ggml.merges",
  );
}
