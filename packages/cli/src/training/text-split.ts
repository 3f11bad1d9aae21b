import type { CharacterTokenizer } from "@qkv/nn";
import { CommandError } from "../failures/command-error.ts";
import { formatAmount, formatCount } from "../terminal/format-number.ts";

const trainingPart = 0.9;

export interface TextSplit {
  /** Ids of the first nine tenths of the text. */
  readonly training: Int32Array;
  readonly validation: Int32Array;
  /** UTF-8 bytes of the validation text behind its first character: what is predicted. */
  readonly validationBytes: number;
}

/** Split a text as nanoGPT does: the first 90 % to train on, the rest to validate. */
export function splitText(
  text: string,
  tokenizer: Pick<CharacterTokenizer, "encode" | "decode">,
  context: number,
): TextSplit {
  const ids = tokenizer.encode(text);
  const boundary = Math.floor(ids.length * trainingPart);
  const training = ids.subarray(0, boundary);
  const validation = ids.subarray(boundary);
  // 10 / 9 of the context and one more make room for one window and its last target.
  const needed = Math.max(Math.ceil((context + 1) / trainingPart), 20);
  if (training.length < context + 1 || validation.length < 2)
    throw new CommandError(
      `the text has ${formatAmount(ids.length, "character")}, expected at least ${formatCount(needed)} ` +
        `for a context of ${context}; give more text or a smaller --context`,
    );
  const predicted = tokenizer.decode(validation.subarray(1));
  return { training, validation, validationBytes: Buffer.byteLength(predicted) };
}
