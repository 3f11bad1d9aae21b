import { generateStream } from "../../generation/generate.ts";
import type { Decoder } from "../../models/roles.ts";
import type { Tokenizer } from "../../tokenizers/tokenizer.ts";
import type { Sample } from "../sample.ts";

/** What samples begin with: a new line, or the first token of a vocabulary without one that a text can begin with. */
export function defaultPrompt(tokenizer: Tokenizer): string {
  if (beginsText(tokenizer, "\n")) return "\n";
  for (let id = 0; id < tokenizer.vocabSize; id++) {
    const text = tokenizer.decode([id]);
    if (text.trim() !== "" && beginsText(tokenizer, text)) return text;
  }
  return tokenizer.decode([0]);
}

function beginsText(tokenizer: Tokenizer, text: string): boolean {
  try {
    return tokenizer.encode(text).length > 0;
  } catch {
    return false;
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
