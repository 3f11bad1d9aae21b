import { evaluateLanguageModel } from "@qkv/nn";
import { commandOf } from "../command-line/define-command.ts";
import { flag, type OptionValues, text } from "../command-line/option.ts";
import { requireOption } from "../command-line/require-option.ts";
import { CommandError } from "../failures/command-error.ts";
import { readModel } from "../model-directory/read-model.ts";
import { Counter } from "../terminal/counter.ts";
import { formatCount, formatDuration } from "../terminal/format-number.ts";
import { Interruption } from "../terminal/interruption.ts";
import { Printer, printJson } from "../terminal/printer.ts";
import { formatTable } from "../terminal/table.ts";
import { loadText } from "../text-source/load-text.ts";
import { bitsPerByte } from "../training/held-out-loss.ts";

const options = {
  model: text("Folder of the model, as qkv train makes it", "DIR"),
  data: text(
    "Text to predict: a file, a folder of .txt files, an http(s) address, or book",
    "SOURCE",
  ),
  json: flag("One JSON object on stdout, all else on stderr"),
};

export const evaluate = commandOf({
  name: "evaluate",
  description: "Measure how well a model predicts a text",
  options,
  examples: [
    ["qkv evaluate --model runs/book --data book", "loss, perplexity and bits per byte"],
    ["qkv evaluate --model runs/book --data other.txt --json", "figures for a program"],
  ],
  run: runEvaluate,
});

async function runEvaluate(given: OptionValues<typeof options>): Promise<number> {
  const path = requireOption("model", given.model, "the folder of a trained model");
  const source = requireOption("data", given.data, "a text to predict");
  const printer = new Printer({ json: given.json });
  using interruption = new Interruption();
  const { signal } = interruption;
  try {
    const { model, tokenizer, config } = await readModel(path);
    const loaded = await loadText(source, { printer, signal });
    const ids = tokenizer.encode(loaded.text);
    if (ids.length < 2)
      throw new CommandError(`${source} has ${ids.length} characters, expected at least 2`);
    if (loaded.sha256 === config.training?.data.sha256)
      printer.line("note: the model was trained on the first nine tenths of this very text");
    const counter = new Counter(printer, { label: "evaluating", unit: "tokens", delay: 2000 });
    const began = performance.now();
    const score = await evaluateLanguageModel(model, ids, {
      contextLength: model.config.contextLength,
      signal,
      onProgress: (done, total) => counter.update(done, total),
    }).finally(() => counter.end());
    const milliseconds = performance.now() - began;
    const bytes = Buffer.byteLength(tokenizer.decode(ids.subarray(1)));
    const { loss, perplexity, tokens } = score;
    const figures = { loss, perplexity, bitsPerByte: bitsPerByte(score, bytes), tokens, bytes };
    if (given.json) printJson({ ...figures, seconds: milliseconds / 1000 });
    else printer.line(describe(figures, milliseconds));
  } catch (error) {
    if (!interruption.stopped) throw error;
  }
  return interruption.exitCode;
}

interface Figures {
  readonly loss: number;
  readonly perplexity: number;
  readonly bitsPerByte: number;
  readonly tokens: number;
  readonly bytes: number;
}

function describe(figures: Figures, milliseconds: number): string {
  const { loss, perplexity, bitsPerByte, tokens, bytes } = figures;
  const rate = formatCount((tokens / milliseconds) * 1000);
  return formatTable([
    ["loss", `${loss.toFixed(4)} nats per token`],
    ["perplexity", perplexity.toFixed(3)],
    ["bits per byte", bitsPerByte.toFixed(4)],
    ["predicted", `${formatCount(tokens)} tokens, ${formatCount(bytes)} bytes`],
    ["time", `${formatDuration(milliseconds)}, ${rate} tokens/s`],
  ]);
}
