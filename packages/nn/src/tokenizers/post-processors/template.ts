import type { ComponentFields } from "../component-fields.ts";
import { addedEncoding, type Encoding } from "../encoding/encoding.ts";
import type { ComponentReader } from "../read-component.ts";
import { TokenizerDataError, wrongField } from "../tokenizer-data-error.ts";
import type { PostProcessor } from "./post-processor.ts";

interface AddedTokens {
  readonly ids: readonly number[];
  readonly tokens: readonly string[];
}

/** A place in a template: the text of a number, or tokens. */
type Piece = { readonly typeId: number } & ({ readonly text: 0 | 1 } | AddedTokens);

/** Texts and tokens in the order of a template: one for a text, one for a pair. */
export const templateProcessing: ComponentReader<PostProcessor> = (fields) => {
  const special = readTokens(fields);
  const single = readTemplate(fields, "single", special);
  const pair = readTemplate(fields, "pair", special);
  return {
    added: (texts) =>
      (texts === 1 ? single : pair).reduce(
        (sum, piece) => sum + ("ids" in piece ? piece.ids.length : 0),
        0,
      ),
    process: (texts, addSpecialTokens) => {
      if (texts.length > 2)
        throw new TokenizerDataError(`${fields.path} stands behind another that puts tokens in`);
      return (texts.length === 1 ? single : pair).flatMap((piece) => {
        if ("text" in piece) return textOf(texts, piece.text, piece.typeId);
        return addSpecialTokens ? addedEncoding(piece.ids, piece.tokens, piece.typeId) : [];
      });
    },
  };
};

/** What overflows keeps the types that it had. */
function textOf(texts: readonly Encoding[], which: 0 | 1, typeId: number): Encoding | [] {
  const text = texts[which];
  if (!text) return [];
  const sequences = new Map([[which, [0, text.length] as const]]);
  return text.with({ typeIds: text.typeIds.map(() => typeId), sequences });
}

function readTokens(fields: ComponentFields): ReadonlyMap<string, AddedTokens> {
  const tokens = new Map<string, AddedTokens>();
  if (!fields.has("special_tokens")) return tokens;
  const table = fields.object("special_tokens");
  for (const [name] of table.entries()) {
    const entry = table.object(name);
    const ids = entry.list("ids");
    const texts = entry.list("tokens");
    const isId = (id: unknown): id is number => Number.isSafeInteger(id) && Number(id) >= 0;
    const isText = (text: unknown): text is string => typeof text === "string";
    if (!ids.every(isId)) throw entry.wrong("ids", "a list of ids");
    if (!texts.every(isText) || texts.length !== ids.length)
      throw entry.wrong("tokens", `a list of ${ids.length} tokens`);
    tokens.set(name, { ids, tokens: texts });
  }
  return tokens;
}

function readTemplate(
  fields: ComponentFields,
  name: "single" | "pair",
  special: ReadonlyMap<string, AddedTokens>,
): readonly Piece[] {
  return fields.objects(name).map((piece) => {
    if (piece.has("Sequence")) {
      const sequence = piece.object("Sequence");
      const text = sequence.oneOf("id", ["A", "B"]) === "A" ? 0 : 1;
      if (text === 1 && name === "single") throw sequence.wrong("id", '"A": there is one text');
      return { text, typeId: sequence.count("type_id", 0) } as const;
    }
    const token = piece.object("SpecialToken");
    const known = special.get(token.text("id"));
    if (!known)
      throw wrongField(
        `${token.path}.id`,
        token.text("id"),
        [...special.keys()].map((key) => JSON.stringify(key)).join(" or ") || "no token at all",
      );
    return { ...known, typeId: token.count("type_id", 0) };
  });
}
