import type { QuantizedFormat } from "@qkv/nn";
import type { Evaluation, RecipeModel, Score, ScoringOptions } from "@qkv/nn/recipes";
import { type Command, commandOf } from "../command-line/define-command.ts";
import { flag, type OptionValues, text } from "../command-line/option.ts";
import { requireOption } from "../command-line/require-option.ts";
import { CompilationNotice } from "../compute-device/compilation-notice.ts";
import { ComputeDevice } from "../compute-device/compute-device.ts";
import { deviceOption } from "../compute-device/device-option.ts";
import { describeEvaluation } from "../report/describe-evaluation.ts";
import { Counter } from "../terminal/counter.ts";
import { Interruption } from "../terminal/interruption.ts";
import { Printer, printJson } from "../terminal/printer.ts";
import { pathFromHere } from "../terminal/shown-path.ts";
import { loadText } from "../text-source/load-text.ts";
import { knownText, unknownOption } from "../trained-model/known-text.ts";
import { openTrainedModel } from "../trained-model/open-trained-model.ts";
import { placeModel, quantizeOption } from "../trained-model/place-model.ts";
import { applicationIn } from "../training/application-in.ts";
import { evaluationCommand } from "../training/evaluation-command.ts";

const options = {
  model: text("Folder of the model, as qkv train makes it", "DIR"),
  data: text(
    "Text to predict: a file, a folder of .txt files, an http(s) address, or book; " +
      "for a seq2seq model a .tsv file",
    "SOURCE",
  ),
  unknown: unknownOption,
  quantize: quantizeOption,
  device: deviceOption,
  json: flag("One JSON object on stdout, all else on stderr"),
};

const general = commandOf({
  name: "evaluate",
  description: "Measure how well a model predicts a text, or turns sources into targets",
  options,
  examples: [
    ["qkv evaluate --model runs/book --data other.txt", "loss, perplexity and bits per byte"],
    ["qkv evaluate --model runs/book --data other.txt --json", "figures for a program"],
    [
      "qkv evaluate --model runs/book --data other.txt --unknown skip",
      "a text with signs that it does not know",
    ],
    ["qkv evaluate --model runs/book --data other.txt --quantize int4", "what fewer bits change"],
    ["qkv evaluate --model runs/pairs --data other.tsv", "loss and exact match of a seq2seq model"],
  ],
  run: runEvaluate,
});

/** A model of an application is measured on the application's data, by its figures. */
export const evaluate: Command = {
  ...general,
  narrowed: (args) => {
    const application = applicationIn(args, "model");
    return application ? evaluationCommand(application) : general;
  },
  run: (args) => {
    const application = applicationIn(args, "model");
    return application ? evaluationCommand(application).run(args) : general.run(args);
  },
};

async function runEvaluate(given: OptionValues<typeof options>): Promise<number> {
  const path = requireOption("model", given.model, "the folder of a trained model");
  const source = requireOption("data", given.data, "a text to predict");
  const json = given.json ?? false;
  const printer = new Printer({ json });
  const notices = new Printer({ json: true });
  using interruption = new Interruption();
  const { signal } = interruption;
  try {
    await using compute = await ComputeDevice.open(given.device); // first: without a GPU there is nothing to wait for
    const loaded = await compute.onHost(() => openTrainedModel(path));
    const { model } = loaded;
    const data = await loadText(source, { printer, signal });
    await compute.settle(() => ({ model, inputs: loaded.stepInputs(8) }), printer);
    using compilation = new CompilationNotice(compute.device, printer);
    if (data.sha256 === loaded.training?.data.sha256)
      printer.say(`note: the model was trained on ${loaded.trainedOn}`);
    const asked = { kind: "data", text: data.text, name: pathFromHere(data.source) } as const;
    const known = knownText(loaded, asked, given.unknown, printer);
    const evaluation = loaded.evaluation(known, data.source);
    const { quantize } = given;
    const onFirstBatch = (): void => compilation.end();
    const measured = { compute, quantize, printer, signal, onFirstBatch };
    const { score, lossChange, milliseconds } = await measure(loaded, evaluation, measured);
    const change = lossChange === undefined ? {} : { quantize, lossChange };
    if (json) printJson({ ...score, ...change, seconds: milliseconds / 1000 });
    else printer.line(describeEvaluation(score, milliseconds, { ...change, width: printer.width }));
  } catch (error) {
    if (!interruption.stopped) throw error;
    if (!interruption.outputClosed)
      notices.say("\nStopped before the end of the text; there is no figure of a part.");
  }
  return interruption.exitCode;
}

interface MeasureOptions {
  readonly compute: ComputeDevice;
  readonly quantize: QuantizedFormat | undefined;
  readonly printer: Printer;
  readonly signal: AbortSignal;
  readonly onFirstBatch: () => void;
}

interface Measured {
  readonly score: Score;
  /** Against the same model in float32, where it was quantised. */
  readonly lossChange?: number;
  readonly milliseconds: number;
}

/** The score of a model; if it is quantised, also how much worse than before its loss is. */
async function measure(
  { model }: RecipeModel,
  evaluation: Evaluation,
  { compute, quantize, printer, signal, onFirstBatch }: MeasureOptions,
): Promise<Measured> {
  const counting = async <T>(run: (options: ScoringOptions) => Promise<T>): Promise<T> => {
    const counter = new Counter(printer, { label: "evaluating", unit: "tokens", delay: 2000 });
    const onProgress = (done: number, total: number): void => {
      onFirstBatch();
      counter.update(done, total);
    };
    return run({ signal, onProgress }).finally(() => counter.end());
  };
  await placeModel(model, undefined, compute);
  const float = quantize && (await counting((options) => evaluation.loss(options)));
  await placeModel(model, quantize, compute);
  const began = performance.now();
  const score = await counting((options) => evaluation.score(options));
  const milliseconds = performance.now() - began;
  return {
    score,
    milliseconds,
    ...(float === undefined ? {} : { lossChange: score.loss - float }),
  };
}
