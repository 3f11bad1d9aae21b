import { type Application, type HeldOutPart, madeData } from "@qkv/nn/applications";
import { dataOnDisk, folderOnDisk } from "@qkv/nn/node";
import { type Command, commandOf } from "../command-line/define-command.ts";
import { choice, flag, number, type OptionValues, text } from "../command-line/option.ts";
import { namingOptionsOf } from "../command-line/option-name.ts";
import { requireOption } from "../command-line/require-option.ts";
import { deviceOption } from "../compute-device/device-option.ts";
import { threadsOption } from "../compute-device/threads-option.ts";
import { titledSamples } from "../report/describe-sample.ts";
import { describeScore } from "../report/describe-score.ts";
import { Counter } from "../terminal/counter.ts";
import { formatDuration } from "../terminal/format-number.ts";
import { Interruption } from "../terminal/interruption.ts";
import { Printer, printJson } from "../terminal/printer.ts";
import { openTrainingDevice } from "./open-training-device.ts";

const parts = ["validation", "test"] as const satisfies readonly HeldOutPart[];

const options = {
  model: text("Folder of the model, as qkv train --task makes it", "DIR"),
  task: text("The application; that of the folder unless given", "NAME"),
  data: text("A file or a folder of such data; what it was trained on unless given", "PATH"),
  part: choice("Which of the data that it has not learnt from; validation unless given", parts),
  examples: number("Of so many examples at most; of all unless given", {
    ...{ integer: true, from: 1, to: 2 ** 31 },
  }),
  judge: text("Folder of a model that looks at what this one makes", "DIR"),
  reference: number("So many outputs are also made in a slower way", {
    ...{ integer: true, from: 1, to: 2 ** 31 },
  }),
  device: deviceOption,
  threads: threadsOption(
    "Threads that compute on the CPU, auto for one on each core; 1 unless given",
  ),
  json: flag("One JSON object on stdout, all else on stderr"),
};

/** What an application takes: a judge and a reference only where it has a use for them. */
function optionsOf({ judge, reference }: Application): typeof options {
  const { judge: _, reference: __, ...others } = options;
  return {
    ...others,
    ...(judge === undefined ? {} : { judge: text(judge, "DIR") }),
    ...(reference === undefined
      ? {}
      : { reference: { ...options.reference, description: reference } }),
  } as typeof options;
}

/** `qkv evaluate` of a model that an application trained. */
export const evaluationCommand = (application: Application): Command =>
  commandOf({
    name: "evaluate",
    description: `Measure a model of ${application.name}: ${application.description}`,
    options: optionsOf(application),
    examples: [
      ["qkv evaluate --model DIR", "on the validation data"],
      ["qkv evaluate --model DIR --part test", "on the test data: the figure that is told"],
      ["qkv evaluate --model DIR --data PATH --part test", "on other files of the same kind"],
      ...(application.judge === undefined
        ? []
        : [["qkv evaluate --model DIR --judge DIR2", "and what another model says"] as const]),
      ...(application.reference === undefined
        ? []
        : [
            [
              "qkv evaluate --model DIR --judge DIR2 --reference 200",
              "and what a slower way gains",
            ] as const,
          ]),
    ],
    run: (given) => evaluateApplication(application, given),
  });

async function evaluateApplication(
  application: Application,
  given: OptionValues<typeof options>,
): Promise<number> {
  const path = requireOption("model", given.model, "the folder of a trained model");
  const { part = "validation", json = false, examples, reference } = given;
  const judge = given.judge === undefined ? undefined : folderOnDisk(given.judge);
  const printer = new Printer({ json });
  using interruption = new Interruption();
  const { signal } = interruption;
  const counter = new Counter(printer, { label: "evaluating", unit: "inputs", delay: 2000 });
  try {
    await using compute = await openTrainingDevice(given);
    using opened = await application.open(folderOnDisk(path), { device: compute.device });
    const { data } = opened;
    const source = given.data ?? (data.source === madeData ? undefined : data.source);
    const files = source === undefined ? undefined : await dataOnDisk(source);
    const began = performance.now();
    const onProgress = (done: number, total: number): void => counter.update(done, total);
    const asked = { part, signal, onProgress, examples, judge, compared: reference };
    const score = await namingOptionsOf(() => opened.score(files, asked));
    counter.end();
    const milliseconds = performance.now() - began;
    if (json) {
      printJson({ part, loss: score.loss, ...score.figures, seconds: milliseconds / 1000 });
      return 0;
    }
    const lines = describeScore(score, application.figures);
    printer.line(printer.table([["part", part], ...lines, ["time", formatDuration(milliseconds)]]));
    const samples = await opened.samples(files, { part, signal, examples: 5 });
    for (const sample of titledSamples(samples, printer.width))
      printer.line(`\n${printer.colours.bold(sample.title)}\n${sample.text}`);
  } catch (error) {
    if (!interruption.stopped) throw error;
    if (!interruption.outputClosed)
      new Printer({ json: true }).say("\nStopped before the end; there is no figure of a part.");
  } finally {
    counter.end();
  }
  return interruption.exitCode;
}
