import { type GenerationResult, generateStream } from "@qkv/nn";
import { commandOf } from "../command-line/define-command.ts";
import { flag, number, type OptionValues, text, texts } from "../command-line/option.ts";
import { requireOption } from "../command-line/require-option.ts";
import { readModel } from "../model-directory/read-model.ts";
import { Interruption } from "../terminal/interruption.ts";
import { Printer, printJson } from "../terminal/printer.ts";
import { defaultPrompt } from "../training/sample-text.ts";

const options = {
  model: text("Folder of the model, as qkv train makes it", "DIR"),
  prompt: text("Text to go on from; a new line unless given", "TEXT"),
  maxNewTokens: number("Tokens to generate; 500 unless given", { integer: true, from: 1, to: 1e9 }),
  temperature: number("Below 1 is more predictable, above 1 less; 0 takes the likeliest", {
    from: 0,
  }),
  topK: number("Choose among the K likeliest tokens; 0 for all", { integer: true, from: 0 }),
  topP: number("Choose among the likeliest tokens that have this share together", {
    from: 0,
    to: 1,
  }),
  minP: number("Choose among tokens this many times as likely as the likeliest", {
    from: 0,
    to: 1,
  }),
  repetitionPenalty: number("Above 1 makes tokens already there less likely", { above: 0 }),
  seed: number("The same seed gives the same text; random unless given", {
    integer: true,
    from: 0,
    to: 2 ** 32 - 1,
  }),
  stop: texts("End before this text; may be given several times", "TEXT"),
  json: flag("One JSON object with text, ids and options, at the end"),
};

export const generate = commandOf({
  name: "generate",
  description: "Generate text with a trained model",
  options,
  examples: [
    ['qkv generate --model runs/book --prompt "Call me "', "continue a text"],
    ["qkv generate --model runs/book --temperature 0.7 --top-k 20 --seed 1", "the same each time"],
    ["qkv generate --model runs/book --temperature 0 --stop '.' --json", "one likely sentence"],
  ],
  run: runGenerate,
});

async function runGenerate(given: OptionValues<typeof options>): Promise<number> {
  const { model: directory, prompt, json = false, seed: givenSeed, ...rest } = given;
  const { maxNewTokens = 500, ...sampling } = rest;
  const path = requireOption("model", directory, "the folder of a trained model");
  using interruption = new Interruption();
  const { model, tokenizer } = await readModel(path);
  const start = prompt ?? defaultPrompt(tokenizer);
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
    if (next.done) result = next.value;
    else {
      ids.push(next.value.id);
      shown += next.value.text;
      write(next.value.text);
    }
  }
  const tokensPerSecond = (ids.length / (performance.now() - began)) * 1000;
  write("\n");
  if (json && !interruption.outputClosed) {
    const { text, finishReason } = result ?? { text: shown, finishReason: "interrupted" };
    printJson({ prompt: start, text, ids, finishReason, tokensPerSecond, seed, options: chosen });
  }
  return interruption.exitCode;
}
