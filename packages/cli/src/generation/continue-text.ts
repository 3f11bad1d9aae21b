import type { GenerationResult } from "@qkv/nn";
import { generateStream } from "@qkv/nn/generation";
import type { LoadedGpt } from "../model-directory/read-model.ts";
import { Printer, printJson } from "../terminal/printer.ts";
import { defaultPrompt } from "../training/sample-text.ts";
import type { GenerateOptions, GenerationSession } from "./generate-options.ts";

/** Stream a text that a GPT goes on with. */
export async function continueText(
  { model, tokenizer }: LoadedGpt,
  given: GenerateOptions,
  { interruption, onFirstToken }: GenerationSession,
): Promise<void> {
  const { model: _, prompt, json = false, seed: givenSeed, ...rest } = given;
  const { maxNewTokens = 500, ...sampling } = rest;
  const start = prompt ?? defaultPrompt(tokenizer);
  tokenizer.encode(start); // throws for a prompt that it has no tokens for, before any of it is shown
  const seed = givenSeed ?? Math.floor(Math.random() * 2 ** 32);
  const chosen = { ...sampling, maxNewTokens };
  const printer = new Printer({ json });
  const write = (text: string): void => void (json || printer.stream.write(text));
  const began = performance.now();
  const ids: number[] = [];
  const stream = generateStream(model, tokenizer, start, { ...chosen, seed });
  const { signal } = interruption;
  write(start);
  let result: GenerationResult | undefined;
  let shown = "";
  while (!result && !signal.aborted) {
    const next = await stream.next();
    onFirstToken();
    if (next.done) result = next.value;
    else {
      ids.push(next.value.id);
      shown += next.value.text;
      write(next.value.text);
    }
  }
  const tokensPerSecond = (ids.length / (performance.now() - began)) * 1000;
  write("\n");
  if (!json || interruption.outputClosed) return;
  const { text, finishReason } = result ?? { text: shown, finishReason: "interrupted" };
  printJson({ prompt: start, text, ids, finishReason, tokensPerSecond, seed, options: chosen });
}
