import { objectAmong } from "../../model-folder/read-json.ts";
import { shapeOfConfig } from "../../model-folder/shape-model.ts";
import type { Decoder } from "../../models/roles.ts";
import { jsonFile } from "../../pretrained/json-file.ts";
import type { PretrainedTokenizer } from "../../tokenizers/pretrained-tokenizer.ts";
import type { Base } from "../application.ts";
import { tokenizerOf } from "../text-tokenizer.ts";
import { chatMarks, chatTemplate, END } from "./chat-tokenizer.ts";
import { grownRows } from "./grown-rows.ts";

/**
 * A model that goes on with texts, as one that answers starts from it: where its tokenizer has no chat template it gets one,
 * with the marks that it lacks as tokens behind its own, and the model a row of its tables for each of them that it has no
 * row for. A tokenizer with a chat template is kept as it is.
 */
export function chatBase(base: Base, { seed }: { readonly seed: number }): Base {
  const tokenizer = tokenizerOf(base);
  if (tokenizer.config.chatTemplates.size > 0) return base;
  const { added, rows, json } = withMarks(tokenizer);
  const end = tokenizer.tokenToId(END) ?? added.find(({ content }) => content === END)!.id;
  const ends = { eos_token_id: end, pad_token_id: end };
  const { model } = shapeOfConfig(base.config);
  const known = (model as Decoder).vocabSize;
  const config = { ...base.config, ...ends, vocab_size: Math.max(known, rows) };
  const files = new Map([
    ...base.files,
    ["tokenizer.json", jsonFile(json)] as const,
    [
      "tokenizer_config.json",
      jsonFile({
        ...objectAmong(base.files, "tokenizer_config.json"),
        ...{ chat_template: templateOf(tokenizer), eos_token: END, pad_token: END },
      }),
    ] as const,
    [
      "generation_config.json",
      jsonFile({ ...objectAmong(base.files, "generation_config.json"), ...ends }),
    ] as const,
  ]);
  files.delete("special_tokens_map.json"); // what it says of ends stands in tokenizer_config.json now
  const { weights, names } = grownRows(base.weights ?? new Map(), config, seed);
  return {
    ...{ config, files, weights },
    beside: [...new Set(names.map((name) => name.slice(0, name.lastIndexOf("."))))],
  };
}

/** A tokenizer.json with the marks that the tokenizer lacks, and how many rows its ids need. */
function withMarks(tokenizer: PretrainedTokenizer) {
  let next = tokenizer.vocabSize;
  const added = chatMarks
    .filter((mark) => tokenizer.tokenToId(mark) === undefined)
    .map((content) => {
      while (tokenizer.idToToken(next) !== undefined) next++; // of a vocabulary with gaps
      return {
        ...{ id: next++, content, single_word: false, lstrip: false, rstrip: false },
        ...{ normalized: false, special: true },
      };
    });
  const json = tokenizer.toJSON() as { readonly added_tokens?: readonly object[] };
  const { added_tokens: before = [] } = json;
  return { added, rows: next, json: { ...json, added_tokens: [...before, ...added] } };
}

/** A model that has learnt texts behind a token of their beginning meets it before a dialogue, too. */
const templateOf = (tokenizer: PretrainedTokenizer): string => {
  const bos = tokenizer.specialTokenId("bos");
  const begins = bos !== undefined && tokenizer.encode("")[0] === bos;
  return begins ? `{{ bos_token }}${chatTemplate}` : chatTemplate;
};
