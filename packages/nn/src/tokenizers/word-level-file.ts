import { TokenizerDataError, wrongField } from "./tokenizer-data-error.ts";

/** How a text falls into tokens: into characters, at spaces, or into the characters between spaces. */
export type Split = "characters" | "words" | "letters";

/** A tokenizer that looks each piece of a text up in a table. */
export interface WordLevel {
  readonly split: Split;
  /** Token i is the i-th. */
  readonly tokens: readonly string[];
  /** Which of the tokens stands for pieces that are none; any other text where such a piece is an error. */
  readonly unknown: string;
  /** How many of the first tokens stand for no text. */
  readonly special: number;
}

const splitAt = (pattern: object, behavior: string): object => ({
  ...{ type: "Split", pattern, behavior },
  invert: false,
});
const intoCharacters = splitAt({ Regex: "[\\s\\S]" }, "Isolated");
const atSpaces = splitAt({ String: " " }, "Removed");
const fuse = { type: "Fuse" };

/** Without a decoder Hugging Face joins tokens by spaces. */
const forms: Readonly<
  Record<Split, { readonly pre_tokenizer: object; readonly decoder: unknown }>
> = {
  characters: { pre_tokenizer: intoCharacters, decoder: fuse },
  words: { pre_tokenizer: atSpaces, decoder: null },
  letters: {
    pre_tokenizer: { type: "Sequence", pretokenizers: [atSpaces, intoCharacters] },
    decoder: fuse,
  },
};

/** The tokenizer.json that Hugging Face's `tokenizers` opens, and that encodes and decodes as ours. */
export function wordLevelFile({ split, tokens, unknown, special }: WordLevel): object {
  const { pre_tokenizer, decoder } = forms[split];
  return {
    version: "1.0",
    ...{ truncation: null, padding: null },
    added_tokens: tokens.slice(0, special).map((content, id) => ({
      ...{ id, content, single_word: false, lstrip: false, rstrip: false },
      ...{ normalized: false, special: true },
    })),
    ...{ normalizer: null, pre_tokenizer, post_processor: null, decoder },
    model: {
      type: "WordLevel",
      vocab: Object.fromEntries(tokens.map((token, id) => [token, id])),
      unk_token: unknown,
    },
  };
}

/** Whether parsed JSON is of the form of Hugging Face's files. */
export const isTokenizerFile = (data: unknown): data is object =>
  typeof data === "object" && data !== null && "model" in data;

/**
 * Whether a file is one of a `CharacterTokenizer`, as it is or damaged: it cuts characters apart, has no token for what it
 * does not know, and no marks behind its characters, such as those of a chat.
 */
export function splitsCharacters(data: object): boolean {
  const file = new Map(Object.entries(data));
  const model = Object(file.get("model"));
  const known = Object.hasOwn(Object(model.vocab), model.unk_token);
  const cuts = sameJson(forms.characters.pre_tokenizer, file.get("pre_tokenizer"));
  const vocab = Object(model.vocab);
  const added = file.get("added_tokens");
  const marks = Array.isArray(added)
    ? added.map(Object).filter(({ content }) => !Object.hasOwn(vocab, content))
    : [];
  const characters = Object.keys(vocab).length;
  const adds = marks.length > 0 && marks.every(({ id }, i) => id === characters + i);
  return model.type === "WordLevel" && cuts && !known && !adds;
}

/**
 * The tokenizer of a file that `wordLevelFile` wrote; Hugging Face may have written it anew since.
 *
 * @throws TokenizerDataError for every other tokenizer: it names the field, what came and what was expected
 */
export function readWordLevelFile(data: object, splits: readonly Split[]): WordLevel {
  const file = new Map(Object.entries(data));
  const split = splits.find((one) => sameJson(forms[one].pre_tokenizer, file.get("pre_tokenizer")));
  if (!split)
    throw wrongField(
      "pre_tokenizer",
      file.get("pre_tokenizer"),
      splits.map((one) => JSON.stringify(forms[one].pre_tokenizer)).join(" or "),
    );
  const { decoder } = forms[split];
  const plain = { truncation: null, padding: null, normalizer: null, post_processor: null };
  for (const [field, expected] of Object.entries({ ...plain, decoder }))
    if (!sameJson(expected, file.get(field) ?? null))
      throw wrongField(field, file.get(field), JSON.stringify(expected));
  const model = new Map(Object.entries(Object(file.get("model"))));
  if (model.get("type") !== "WordLevel")
    throw wrongField("model.type", model.get("type"), '"WordLevel"');
  const unknown = model.get("unk_token");
  if (typeof unknown !== "string") throw wrongField("model.unk_token", unknown, "a token");
  const tokens = readVocabulary(model.get("vocab"));
  return { split, tokens, unknown, special: countSpecial(file.get("added_tokens"), tokens) };
}

function readVocabulary(vocab: unknown): readonly string[] {
  if (typeof vocab !== "object" || vocab === null || Array.isArray(vocab))
    throw wrongField("model.vocab", vocab, "an object of ids by token");
  const entries = Object.entries(vocab);
  const tokens: string[] = new Array(entries.length);
  for (const [token, id] of entries) {
    const isId = Number.isSafeInteger(id) && id >= 0 && id < entries.length;
    if (!isId || tokens[id] !== undefined)
      throw wrongField(
        `model.vocab[${JSON.stringify(token)}]`,
        id,
        `an id of its own from 0 to ${entries.length - 1}`,
      );
    tokens[id] = token;
  }
  return tokens;
}

/** Special tokens are the first ones of the vocabulary, whatever else is said of them. */
function countSpecial(added: unknown, tokens: readonly string[]): number {
  if (!Array.isArray(added)) throw wrongField("added_tokens", added, "a list");
  for (const [id, token] of added.entries()) {
    const { id: itsId, content, special } = Object(token);
    if (itsId !== id || content !== tokens[id] || special !== true)
      throw new TokenizerDataError(
        `added_tokens[${id}] is ${JSON.stringify(content)?.slice(0, 80)} with the id ${itsId}, ` +
          `expected ${JSON.stringify(tokens[id])} as a special token with the id ${id}`,
      );
  }
  return added.length;
}

/** Whether two values are the same JSON, whatever the order of their fields. */
function sameJson(a: unknown, b: unknown): boolean {
  if (typeof a !== "object" || a === null || typeof b !== "object" || b === null) return a === b;
  const [inA, inB] = [new Map(Object.entries(a)), new Map(Object.entries(b))];
  return (
    Array.isArray(a) === Array.isArray(b) &&
    inA.size === inB.size &&
    [...inA].every(([name, value]) => inB.has(name) && sameJson(value, inB.get(name)))
  );
}
