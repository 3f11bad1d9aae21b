import { flag, integer } from "../../options/fields.ts";
import type { Encoding } from "../../tokenizers/encoding/encoding.ts";
import type { TruncationStrategy } from "../../tokenizers/encoding/truncate.ts";
import type { TextPair } from "../../tokenizers/pretrained-tokenizer.ts";
import type { ReadyModel } from "../task-model.ts";
import { tokenizerOf } from "./text-input.ts";

/** How texts become tokens. */
export const encodingFields = {
  /** Cut texts that are longer than the model takes; they are refused otherwise. */
  truncation: flag({ default: false }),
  /** Tokens at most, where texts are cut; as many as the model takes unless given. */
  maxLength: integer({ from: 1, optional: true }),
};

export const encodingFlags = {
  truncation: "Cut texts that are longer than the model takes, which are refused otherwise",
  maxLength: "Tokens at most of a text, where texts are cut",
} as const;

interface EncodingSettings {
  /** Cut texts that are too long. */
  readonly truncation?: boolean;
  readonly maxLength?: number | undefined;
  /** Cut pairs in this text where they are too long for the tokenizer. */
  readonly cut?: TruncationStrategy;
}

/**
 * The tokens of texts or pairs, with those that the model expects around them.
 *
 * @throws RangeError for a text without tokens, or with more than the model takes
 */
export function encodeTexts(
  task: string,
  model: ReadyModel,
  texts: readonly (string | TextPair)[],
  { truncation = false, maxLength, cut }: EncodingSettings,
): readonly Encoding[] {
  const tokenizer = tokenizerOf(task, model);
  const longest = longestText(model);
  const limit = cut
    ? tokenizer.config.modelMaxLength
    : truncation || maxLength !== undefined
      ? (maxLength ?? longest)
      : undefined;
  const options =
    limit === undefined
      ? {}
      : { truncation: { maxLength: limit, ...(cut ? { strategy: cut } : {}) } };
  return texts.map((text) => fitting(task, tokenizer.encoding(text, options), positionsOf(model)));
}

/** Tokens that the model takes at most, or that its tokenizer says it takes; undefined where nothing says so. */
export function longestText(given: ReadyModel): number | undefined {
  const longest = Math.min(given.tokenizer?.config.modelMaxLength ?? Infinity, positionsOf(given));
  return Number.isFinite(longest) ? longest : undefined;
}

/** Tokens beyond which the model has no positions. */
export const positionsOf = ({ model }: ReadyModel): number =>
  "contextLength" in model ? Number(model.contextLength) : Infinity;

function fitting(task: string, encoding: Encoding, longest: number): Encoding {
  const { length } = encoding;
  if (length === 0) throw new RangeError(`${task}: a text has no tokens, expected at least one`);
  if (length <= longest) return encoding;
  throw new RangeError(
    `${task}: a text has ${length} tokens, and the model takes ${longest} at most; cut it, or set truncation: true`,
  );
}
