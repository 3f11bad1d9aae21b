import { generateStream } from "../../generation/generate.ts";
import type { Decoder } from "../../models/roles.ts";
import type { Tokenizer } from "../../tokenizers/tokenizer.ts";
import type { Sample } from "../sample.ts";

/** What samples begin with: a new line, or the first character of a vocabulary without one. */
export function defaultPrompt(tokenizer: Tokenizer): string {
  try {
    tokenizer.encode("\n");
    return "\n";
  } catch {
    return tokenizer.decode([0]);
  }
}

export interface SampleOptions {
  readonly seed: number;
  readonly characters: number;
  readonly signal: AbortSignal;
}

/** A piece of text by the model; shorter when the signal stops it. */
export async function sampleText(
  model: Decoder,
  tokenizer: Tokenizer,
  { seed, characters, signal }: SampleOptions,
): Promise<Sample> {
  let text = "";
  const options = { maxNewTokens: characters, temperature: 0.6, seed };
  for await (const token of generateStream(model, tokenizer, defaultPrompt(tokenizer), options)) {
    text += token.text;
    if (signal.aborted) break;
  }
  return { kind: "text", text: text.trim() };
}
