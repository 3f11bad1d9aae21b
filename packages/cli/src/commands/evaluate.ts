import { commandOf } from "../command-line/define-command.ts";
import { flag, type OptionValues, text } from "../command-line/option.ts";
import { requireOption } from "../command-line/require-option.ts";
import { CompilationNotice } from "../compute-device/compilation-notice.ts";
import { ComputeDevice } from "../compute-device/compute-device.ts";
import { deviceOption } from "../compute-device/device-option.ts";
import { stepOf } from "../compute-device/sample-step.ts";
import { evaluatePairs } from "../evaluation/evaluate-pairs.ts";
import { evaluateText } from "../evaluation/evaluate-text.ts";
import { placeModel, quantizeOption } from "../model-directory/place-model.ts";
import { readModel } from "../model-directory/read-model.ts";
import { Interruption } from "../terminal/interruption.ts";
import { Printer } from "../terminal/printer.ts";
import { loadText } from "../text-source/load-text.ts";

const options = {
  model: text("Folder of the model, as qkv train makes it", "DIR"),
  data: text(
    "Text to predict: a file, a folder of .txt files, an http(s) address, or book; " +
      "for a seq2seq model a .tsv file",
    "SOURCE",
  ),
  quantize: quantizeOption,
  device: deviceOption,
  json: flag("One JSON object on stdout, all else on stderr"),
};

export const evaluate = commandOf({
  name: "evaluate",
  description: "Measure how well a model predicts a text, or turns sources into targets",
  options,
  examples: [
    ["qkv evaluate --model runs/book --data book", "loss, perplexity and bits per byte"],
    ["qkv evaluate --model runs/book --data other.txt --json", "figures for a program"],
    ["qkv evaluate --model runs/book --data book --quantize int4", "what fewer bits change"],
    ["qkv evaluate --model runs/pairs --data other.tsv", "loss and exact match of a seq2seq model"],
  ],
  run: runEvaluate,
});

async function runEvaluate(given: OptionValues<typeof options>): Promise<number> {
  const path = requireOption("model", given.model, "the folder of a trained model");
  const source = requireOption("data", given.data, "a text to predict");
  const json = given.json ?? false;
  const printer = new Printer({ json });
  using interruption = new Interruption();
  const { signal } = interruption;
  try {
    await using compute = await ComputeDevice.open(given.device); // first: without a GPU there is nothing to wait for
    const loaded = await compute.onHost(() => readModel(path));
    const data = await loadText(source, { printer, signal });
    await compute.settle(() => stepOf(loaded.model, loaded.config, 8), printer);
    using compilation = new CompilationNotice(compute.device, printer);
    const onFirstBatch = (): void => compilation.end();
    const session = { json, printer, signal, compute, onFirstBatch };
    if (loaded.task === "gpt") await evaluateText(loaded, data, given.quantize, session);
    else {
      await placeModel(loaded.model, given.quantize, compute);
      await evaluatePairs(loaded, data, session);
    }
  } catch (error) {
    if (!interruption.stopped) throw error;
  }
  return interruption.exitCode;
}
