import { folderOnDisk } from "@qkv/nn/node";
import { OptionError } from "@qkv/nn/options";
import {
  type AnyTask,
  expectTask,
  type Picture,
  pipeline,
  taskAliases,
  taskNamed,
  tasks,
} from "@qkv/nn/pipelines";
import { readTokenizer } from "@qkv/nn/tokenizers";
import { type Command, commandOf } from "../command-line/define-command.ts";
import type { OptionValues } from "../command-line/option.ts";
import { requireOption } from "../command-line/require-option.ts";
import { ComputeDevice } from "../compute-device/compute-device.ts";
import { expectThreads, refuseThreads } from "../compute-device/expect-threads.ts";
import { UsageError } from "../failures/command-error.ts";
import { openPretrained } from "../language-model/open-pretrained.ts";
import { describeResult } from "../task-runs/describe-result.ts";
import { PictureFiles } from "../task-runs/picture-files.ts";
import { type NamedInput, readInputs } from "../task-runs/read-inputs.ts";
import {
  resultOptionsOf,
  type SharedOptions,
  sharedGroups,
  sharedOptions,
  taskChoice,
  taskOptionsOf,
} from "../task-runs/task-options.ts";
import { Counter } from "../terminal/counter.ts";
import { Interruption } from "../terminal/interruption.ts";
import { Printer, printJson } from "../terminal/printer.ts";

const description = "Run a task with a published model, on one input or many";

/** `qkv run TASK`: what it takes beside what every task takes is in the task's own table. */
export const run: Command = {
  name: "run",
  description,
  usage: "qkv run TASK --model DIR --input TEXT|FILE|- [options]",
  lists: [["Tasks", Object.values(tasks).map(({ name, description: does }) => [name, does])]],
  groups: sharedGroups,
  examples: [
    ['qkv run text-classification --model DIR --input "A fine day."', "a label"],
    ["qkv run fill-mask --model DIR --input lines.txt --top-k 3 --json", "of each line of a file"],
    ["qkv run question-answering --model DIR --question 'Who?' --input 'It was me.'", "an answer"],
    ['qkv run text-to-image --model DIR --input "a thin seven" --out seven.png', "a picture"],
    ["cat lines.txt | qkv run summarization --model DIR --input -", "of what is piped in"],
    ["qkv run summarization --help", "what a task can be told"],
  ],
  narrowed: (args) => (args.some(isTaskName) ? taskCommand(taskIn(args)) : run),
  run: async (args) => taskCommand(taskIn(args)).run(withoutTask(args)),
};

const isTaskName = (name: string): boolean =>
  Object.hasOwn(tasks, name) || Object.hasOwn(taskAliases, name);

/** Where the task stands: first, or behind options. */
const placeOfTask = (args: readonly string[]): number =>
  args[0]?.startsWith("-") ? args.findIndex(isTaskName) : 0;

const withoutTask = (args: readonly string[]): readonly string[] =>
  args.toSpliced(placeOfTask(args), 1);

function taskIn(args: readonly string[]): AnyTask {
  const name = args[placeOfTask(args)];
  if (name === undefined)
    throw new UsageError(
      `qkv run lacks its task, expected one of ${Object.keys(tasks).join(", ")}. qkv run --help lists them`,
    );
  try {
    return taskNamed(name);
  } catch (error) {
    if (!(error instanceof OptionError)) throw error;
    throw new UsageError(error.message.replace(/^pipeline: /, ""), { cause: error });
  }
}

/** The command of one task. */
function taskCommand(task: AnyTask): Command {
  const own = { ...taskOptionsOf(task), ...resultOptionsOf(task) };
  const { name } = task;
  return {
    ...commandOf({
      name: `run ${name}`,
      description: task.description,
      options: { ...sharedOptions, ...own },
      groups: [[`Options of ${name}`, own], ...sharedGroups],
      others: "input",
      examples: [
        [`qkv run ${name} --model DIR --input ${exampleInput[task.inputKind]}`, "one input"],
      ],
      run: (given) => runTask(task, given),
    }),
    usage: `qkv run ${name} --model DIR --input ${exampleInput[task.inputKind]} [options]`,
  };
}

const exampleInput = {
  text: "TEXT|FILE|-",
  image: "FILE|-",
  audio: "FILE|-",
  table: "FILE|-",
} as const;

async function runTask(
  task: AnyTask,
  given: OptionValues<typeof sharedOptions> & Readonly<Record<string, unknown>>,
): Promise<number> {
  const path = requireOption("model", given.model, "the folder of a published model");
  const named = requireOption("input", given.input, "a text, a file, or - for what is piped in");
  const { settings, parts } = taskChoice(task, given);
  const inputs = await readInputs(task, named, { parts, wholeFiles: given.wholeFiles ?? false });
  const files =
    task.resultKind === "image"
      ? await PictureFiles.open(given.out as string | undefined)
      : undefined;
  const notices = new Printer({ json: true }); // stdout is for results
  await using compute = await openDevice(given);
  const loaded = await openPretrained(path, given, compute, notices, {
    onConfig: (config) => expectTask(task.name, config),
  });
  await loaded.model.to(compute.device);
  const { tokenizer: folder, batchSize } = given;
  const tokenizer = folder === undefined ? undefined : await readTokenizer(folderOnDisk(folder));
  using interruption = new Interruption();
  const { signal } = interruption;
  const pipe = await pipeline(task.name as "fill-mask", loaded, {
    ...settings,
    ...(tokenizer ? { tokenizer } : {}),
    ...(batchSize === undefined ? {} : { batchSize }),
  });
  const counter = new Counter(notices, { label: task.name, unit: "inputs", delay: 2000 });
  const onProgress = (done: number): void => counter.update(done, inputs.length);
  const values = inputs.map(({ input }) => input as string);
  try {
    let i = 0;
    for await (const made of pipe.each(values, { signal, onProgress })) {
      const result = files ? await files.write(made as unknown as readonly Picture[]) : made;
      show(inputs[i++]!, result, { several: inputs.length > 1, json: given.json ?? false });
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    counter.end();
  }
  return interruption.exitCode;
}

async function openDevice({ device = "wasm", threads }: SharedOptions): Promise<ComputeDevice> {
  if (threads !== undefined) expectThreads(threads);
  if (device === "webgpu") refuseThreads(threads, device);
  return ComputeDevice.open(device, threads);
}

interface Showing {
  readonly several: boolean;
  readonly json: boolean;
}

function show({ shown }: NamedInput, result: unknown, { several, json }: Showing): void {
  if (json) {
    printJson({ input: shown, result });
    return;
  }
  const printer = new Printer();
  const heading = typeof shown === "string" ? shown : JSON.stringify(shown);
  if (several) printer.line(printer.colours.bold(heading));
  printer.line(describeResult(result, printer));
  if (several) printer.line();
}
