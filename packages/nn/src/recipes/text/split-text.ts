import { splitTokens } from "../../data/split.ts";
import { CharacterTokenizer } from "../../tokenizers/character-tokenizer.ts";
import type { Tokenizer } from "../../tokenizers/tokenizer.ts";
import { RecipeError } from "../settings-error.ts";

const trainingPart = 0.9;

/** How large a text is that is predicted. */
export interface PredictedText {
  /** In UTF-8. */
  readonly bytes: number;
  /** Between white space. */
  readonly words: number;
}

export interface TextSplit {
  /** Ids of the first nine tenths of the text. */
  readonly training: Int32Array;
  readonly validation: Int32Array;
  /** The validation text behind its first token: what is predicted. */
  readonly predicted: PredictedText;
}

/** Split a text as nanoGPT does: the first 90 % to train on, the rest to validate. `ids` are those of the text. */
export function splitText(
  text: string,
  tokenizer: Tokenizer,
  context: number,
  ids = tokenizer.encode(text, { addSpecialTokens: false }),
): TextSplit {
  const { train: training, validation } = splitTokens(ids, { trainFraction: trainingPart });
  // 10 / 9 of the context and one more make room for one window and its last target.
  const needed = Math.max(Math.ceil((context + 1) / trainingPart), 20);
  if (training.length < context + 1 || validation.length < 2)
    throw new RecipeError(
      (nameOf) =>
        `the text has ${tokensOf(ids.length, tokenizer)}, expected at least ${needed.toLocaleString("en-US")} ` +
        `for a context of ${context}; give more text or a smaller ${nameOf("context")}`,
    );
  return { training, validation, predicted: predictedText(validation, tokenizer) };
}

/** What is predicted when ids are, each but the first from those before it. */
export function predictedText(ids: Int32Array, tokenizer: Tokenizer): PredictedText {
  const text = tokenizer.decode(ids.subarray(1));
  const words = text.split(/\s+/).filter((word) => word !== "").length;
  return { bytes: new TextEncoder().encode(text).length, words: Math.max(1, words) };
}

/** What a tokenizer's tokens are. */
export const tokenKind = (tokenizer: Tokenizer): "characters" | "tokens" =>
  tokenizer instanceof CharacterTokenizer ? "characters" : "tokens";

/** 1 -> "1 character" */
export function tokensOf(count: number, tokenizer: Tokenizer): string {
  const kind = tokenKind(tokenizer);
  return `${count.toLocaleString("en-US")} ${count === 1 ? kind.slice(0, -1) : kind}`;
}
