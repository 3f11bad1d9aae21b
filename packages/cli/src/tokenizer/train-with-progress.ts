import { type PretrainedTokenizer, type TokenizerType, trainTokenizer } from "@qkv/nn/tokenizers";
import { Counter } from "../terminal/counter.ts";
import type { Printer } from "../terminal/printer.ts";

export interface TrainingAsked {
  readonly type: TokenizerType;
  readonly vocabSize: number;
  readonly minFrequency?: number | undefined;
}

/** A tokenizer trained on a text; a counter says how far it is where that takes long. */
export async function trainWithProgress(
  text: string,
  { type, vocabSize, minFrequency }: TrainingAsked,
  { printer, signal }: { readonly printer: Printer; readonly signal: AbortSignal },
): Promise<PretrainedTokenizer> {
  const counter = new Counter(printer, {
    label: "training the tokenizer",
    unit: "tokens",
    delay: 1000,
  });
  try {
    return await trainTokenizer(type, [text], {
      ...{ vocabSize, signal },
      ...(minFrequency === undefined ? {} : { minFrequency }),
      onProgress: (_, done, total) => {
        if (total > 0) counter.update(done, total);
      },
    });
  } finally {
    counter.end();
  }
}
