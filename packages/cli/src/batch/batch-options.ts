import { choice, flag, number, type OptionValues, text, texts } from "../command-line/option.ts";
import { threadsOption } from "../compute-device/threads-option.ts";
import { dtypeOption } from "../language-model/open-pretrained.ts";
import { quantizeOption } from "../trained-model/place-model.ts";
import { queueOption } from "../work-queue/queue-option.ts";

const outputOption = text(
  "Folder of the batch: what there is to do, answers, results.jsonl",
  "DIR",
);

const inputOptions = {
  task: text("What to do with each input; qkv batch --help lists the tasks", "TASK"),
  input: texts(
    "A file of inputs, a folder of such files or a pattern: .jsonl (a text, or an object, a line), .csv, .tsv, .txt (a text a line), also .gz; may be given several times",
    "FILES",
  ),
  output: outputOption,
  model: text("Folder of the model, or a name on the Hugging Face hub", "DIR|ORG/NAME"),
  column: text(
    "Field of the records that has the input; text, prompt, messages, input, source or path unless given",
    "NAME",
  ),
  tokenizer: text("Folder of a tokenizer, for a model whose folder has none", "DIR"),
};

const workOptions = {
  queue: queueOption(
    "Who computes: this process (local, unless given), or the workers of a Redis server",
  ),
  shardSize: number("Inputs that a worker takes at a time; 64 unless given", {
    ...{ integer: true, from: 1, to: 1_000_000 },
  }),
  retries: number("Further attempts at an input that fails; 2 unless given", {
    ...{ integer: true, from: 0, to: 100 },
  }),
  batchSize: number("Inputs that are computed side by side; 8 unless given", {
    ...{ integer: true, from: 1, to: 65536 },
  }),
  json: flag("One JSON object on stdout at the end, all else on stderr"),
};

const machineOptions = {
  device: choice("What computes: the CPU (wasm, unless given), or the GPU", ["wasm", "webgpu"]),
  threads: threadsOption(
    "Threads that compute, or auto for as many as there are cores; 1 unless given",
  ),
};

const computationOptions = { ...machineOptions, quantize: quantizeOption, dtype: dtypeOption };

export const batchGroups = [
  ["Inputs and results", inputOptions],
  ["Work", workOptions],
  ["Computation", computationOptions],
] as const;

export const batchOptions = { ...inputOptions, ...workOptions, ...computationOptions };
export type BatchOptions = OptionValues<typeof batchOptions>;

/** Of the commands on a batch that there is. */
export const folderOptions = {
  output: outputOption,
  json: flag("One JSON object on stdout"),
};

export const retryOptions = {
  output: outputOption,
  queue: workOptions.queue,
  retries: workOptions.retries,
  ...machineOptions,
  json: workOptions.json,
};

export const workerOptions = {
  queue: queueOption("The Redis server whose jobs are to be done"),
  concurrency: number("Jobs side by side, each in a process of its own; 1 unless given", {
    ...{ integer: true, from: 1, to: 256 },
  }),
  patience: number(
    "Seconds after which the work of a worker that shows no life is given to another; 30 unless given",
    { above: 0, to: 86_400 },
  ),
  idle: number("End after so many seconds without work; wait for ever unless given", {
    ...{ from: 0, to: 1e9 },
  }),
  ...machineOptions,
};
export type WorkerOptions = OptionValues<typeof workerOptions>;
