import { isConditionalGenerator, isDecoder } from "../models/roles.ts";
import type { Module } from "../module/module.ts";
import { describeValue } from "../options/describe-value.ts";
import type { Tokenizer } from "../tokenizers/tokenizer.ts";
import type { ScorableText } from "./score.ts";

/** What is scored of a text. */
export interface ScoredText {
  readonly ids: readonly number[];
  /** The first of them that counts; nothing comes before the first of a decoder's. */
  readonly from: number;
  /** What an encoder reads. */
  readonly source?: readonly number[] | undefined;
}

/** The ids of a text, or of a source and its target. */
export function scoredText(
  model: Module,
  tokenizer: Tokenizer | undefined,
  text: ScorableText,
): ScoredText {
  const idsOf = (one: unknown): readonly number[] => asIds(one, tokenizer);
  const isPair = typeof text === "object" && text !== null && !Array.isArray(text);
  const { source, target } = Object(text) as { source?: unknown; target?: unknown };
  if (isConditionalGenerator(model)) {
    if (!isPair)
      throw new TypeError(
        `score: a text is ${describeValue(text)}, and the model has an encoder; expected { source, target }`,
      );
    return scorable({ ids: idsOf(target), from: 0, source: idsOf(source) });
  }
  if (!isDecoder(model))
    throw new TypeError(
      "score: the model predicts no next token, expected a decoder, or an encoder-decoder of texts",
    );
  if (!isPair) return scorable({ ids: idsOf(text), from: 1 });
  if (typeof source !== "string" || typeof target !== "string") {
    const before = idsOf(source);
    return scorable({ ids: [...before, ...idsOf(target)], from: Math.max(1, before.length) });
  }
  const from = Math.max(1, source === "" ? 1 : idsOf(source).length);
  return scorable({ ids: idsOf(source + target), from });
}

function scorable(text: ScoredText): ScoredText {
  if (text.ids.length > text.from) return text;
  throw new RangeError(
    `score: a text has ${text.ids.length} tokens, of which the first ${text.from} are not scored; expected more`,
  );
}

function asIds(text: unknown, tokenizer: Tokenizer | undefined): readonly number[] {
  if (typeof text === "string") {
    if (tokenizer) return [...tokenizer.encode(text)];
    throw new TypeError(
      "score: a text is given without a tokenizer, expected the option tokenizer, or ids",
    );
  }
  const isId = (id: unknown) => Number.isSafeInteger(id) && (id as number) >= 0;
  if (Array.isArray(text) && text.every(isId)) return text as readonly number[];
  throw new TypeError(
    `score: a text is ${describeValue(text)}, expected text, an array of ids, or { source, target } of them`,
  );
}
