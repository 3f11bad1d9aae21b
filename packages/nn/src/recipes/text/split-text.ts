import { splitTokens } from "../../data/split.ts";
import type { Tokenizer } from "../../tokenizers/tokenizer.ts";
import { RecipeError } from "../settings-error.ts";

const trainingPart = 0.9;

export interface TextSplit {
  /** Ids of the first nine tenths of the text. */
  readonly training: Int32Array;
  readonly validation: Int32Array;
  /** UTF-8 bytes of the validation text behind its first character: what is predicted. */
  readonly validationBytes: number;
}

/** Split a text as nanoGPT does: the first 90 % to train on, the rest to validate. */
export function splitText(text: string, tokenizer: Tokenizer, context: number): TextSplit {
  const ids = tokenizer.encode(text);
  const { train: training, validation } = splitTokens(ids, { trainFraction: trainingPart });
  // 10 / 9 of the context and one more make room for one window and its last target.
  const needed = Math.max(Math.ceil((context + 1) / trainingPart), 20);
  if (training.length < context + 1 || validation.length < 2)
    throw new RecipeError(
      (nameOf) =>
        `the text has ${characters(ids.length)}, expected at least ${needed.toLocaleString("en-US")} ` +
        `for a context of ${context}; give more text or a smaller ${nameOf("context")}`,
    );
  return { training, validation, validationBytes: predictedBytes(validation, tokenizer) };
}

/** UTF-8 bytes of what is predicted when ids are, each but the first from those before it. */
export const predictedBytes = (ids: Int32Array, tokenizer: Tokenizer): number =>
  new TextEncoder().encode(tokenizer.decode(ids.subarray(1))).length;

/** 1 -> "1 character" */
export const characters = (count: number): string =>
  `${count.toLocaleString("en-US")} character${count === 1 ? "" : "s"}`;
