import type { ComponentReader } from "../read-component.ts";
import { utf8Length } from "../text/utf8.ts";
import { noToken } from "./no-token.ts";
import type { SubwordModel } from "./subword-model.ts";
import { TokenTable } from "./token-table.ts";

/** A token for each word. */
export const wordLevel: ComponentReader<SubwordModel> = (fields) => {
  const vocabulary = TokenTable.read(fields);
  const unknown = fields.text("unk_token", "<unk>");
  return {
    type: "WordLevel",
    vocabulary,
    tokenize: (word) => {
      const own = vocabulary.idOf(word);
      const id = own ?? vocabulary.idOf(unknown);
      if (id === undefined) throw noToken(word, unknown);
      return [{ id, token: own === undefined ? unknown : word, start: 0, end: utf8Length(word) }];
    },
  };
};
