import { BatchFolder } from "../batch/batch-folder.ts";
import { batchGroups, batchOptions } from "../batch/batch-options.ts";
import { type BatchTask, batchTaskList, batchTaskNamed } from "../batch/batch-task.ts";
import { beginBatch, expectNewBatch } from "../batch/begin-batch.ts";
import { computeBatch } from "../batch/compute-batch.ts";
import { type Command, commandOf } from "../command-line/define-command.ts";
import { givenValue } from "../command-line/given-value.ts";
import { requireOption } from "../command-line/require-option.ts";
import {
  batchPause,
  batchResume,
  batchRetry,
  batchStatusCommand,
} from "./batch-folder-commands.ts";
import { batchWorker } from "./batch-worker.ts";

const verbs: Readonly<Record<string, Command>> = {
  status: batchStatusCommand,
  pause: batchPause,
  resume: batchResume,
  retry: batchRetry,
  worker: batchWorker,
};

const lists = [
  ["Tasks", batchTaskList],
  [
    "On a batch",
    Object.entries(verbs).map(([name, { description }]) => [name, description] as const),
  ],
] as const;

/** `qkv batch`: what it takes beside what every batch takes is in the task's own table. */
export const batch: Command = {
  ...taskCommand(undefined),
  narrowed: (args) => {
    const [verb = ""] = args;
    if (Object.hasOwn(verbs, verb)) return verbs[verb]!;
    const task = givenValue(args, "task");
    return taskCommand(task === undefined ? undefined : batchTaskNamed(task));
  },
  run: async (args) => {
    const command = batch.narrowed!(args);
    const [verb = "", ...rest] = args;
    return command.run(Object.hasOwn(verbs, verb) ? rest : args);
  },
};

function taskCommand(task: BatchTask | undefined): Command {
  const own = task?.options ?? {};
  const isShared = (name: string): boolean => Object.hasOwn(batchOptions, name);
  const options = Object.fromEntries(Object.entries(own).filter(([name]) => !isShared(name)));
  return {
    ...commandOf({
      name: task ? `batch --task ${task.name}` : "batch",
      description:
        task?.description ?? "Answer files of inputs with a model, on one machine or many",
      options: { ...batchOptions, ...options },
      groups: [...(task ? ([[`Options of ${task.name}`, options]] as const) : []), ...batchGroups],
      examples: [
        [
          "qkv batch --task classify --input mails.csv --output labels --model DIR",
          "here; what was broken off goes on by the same command",
        ],
        [
          "qkv batch --task embed --input texts.jsonl --output vectors --model DIR --queue redis://HOST",
          "by the workers of a Redis server",
        ],
        ["qkv batch worker --queue redis://HOST", "a worker, on any machine"],
        ["qkv batch status --output vectors", "how far it has come, and what failed"],
        ["qkv batch --task generate --help", "what a task can be told"],
      ],
      run: (given) => {
        const output = requireOption("output", given.output, "a folder for the answers");
        const folder = new BatchFolder(output);
        if (!folder.exists) expectNewBatch(task, given);
        return computeBatch(folder, given, false, (printer) =>
          beginBatch(task, folder, given, printer),
        );
      },
    }),
    usage: `qkv batch --task ${task?.name ?? "TASK"} --input FILES --output DIR --model DIR [options]`,
    lists,
  };
}
