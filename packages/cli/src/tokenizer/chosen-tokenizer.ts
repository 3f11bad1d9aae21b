import { type PretrainedTokenizer, type TokenizerType, tokenizerTypes } from "@qkv/nn/tokenizers";
import { UsageError } from "../failures/command-error.ts";
import type { Printer } from "../terminal/printer.ts";
import { openTokenizer } from "./open-tokenizer.ts";
import { trainWithProgress } from "./train-with-progress.ts";

const trainedPart = 0.9;

/** What `--tokenizer` names: a file or a folder, or a kind and a size to train it on the nine tenths that are trained on. */
export async function chosenTokenizer(
  given: string,
  text: string,
  session: { readonly printer: Printer; readonly signal: AbortSignal },
): Promise<PretrainedTokenizer> {
  const [kind = "", size = ""] = given.split(":");
  const type = tokenizerTypes.find((one): one is TokenizerType => one === kind);
  if (!type) return openTokenizer(given);
  if (!/^\d{1,7}$/.test(size) || Number(size) < 1)
    throw new UsageError(
      `--tokenizer is ${given}, expected ${type}:N with the number of tokens, such as ${type}:1000`,
    );
  const trainedOn = text.slice(0, Math.floor(text.length * trainedPart));
  return trainWithProgress(trainedOn, { type, vocabSize: Number(size) }, session);
}
