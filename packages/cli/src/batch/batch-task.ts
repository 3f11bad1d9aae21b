import type { InputKind } from "@qkv/nn/pipelines";
import {
  type AnyTask,
  expectTask,
  TaskModelError,
  taskAliases,
  taskNamed,
  tasks,
} from "@qkv/nn/pipelines";
import type { OptionTable } from "../command-line/option.ts";
import { optionName } from "../command-line/option-name.ts";
import { UsageError } from "../failures/command-error.ts";
import { settingsGiven, taskOptionsOf } from "../task-runs/task-options.ts";
import { scoreOptions, scoreParts } from "./score-texts.ts";

type Values = Readonly<Record<string, unknown>>;

/** A task by the name that a batch gives it: a verb, which leaves it to the model, or one of `qkv run`. */
export interface BatchTask {
  readonly name: string;
  readonly description: string;
  /** What a command line can say of it. */
  readonly options: OptionTable;
  /** The work for a model, by its config.json; undefined where it has none. */
  forModel(config: Values | undefined, given: Values): ChosenTask;
}

/** What is computed, as data. */
export interface ChosenTask {
  /** "score", or the name of a task of `qkv run`. */
  readonly task: string;
  readonly kind: InputKind;
  /** What every call is told. */
  readonly settings: Values;
  /** Parts of an input that are the same for all. */
  readonly parts: Readonly<Record<string, string | undefined>>;
}

interface Verb {
  readonly description: string;
  readonly tasks: readonly string[];
  readonly settings?: Values;
}

/** Verbs, and the tasks among which the model decides; what each is told unless something else is said. */
const verbs: Readonly<Record<string, Verb>> = {
  generate: {
    description: "Go on with texts, answer chats, or answer texts with texts",
    tasks: ["text-generation", "text2text-generation"],
  },
  embed: {
    description: "A vector of each text",
    tasks: ["feature-extraction"],
    settings: { pooling: "model" },
  },
  classify: {
    description: "The labels of texts, pictures or sounds",
    tasks: ["text-classification", "image-classification", "audio-classification"],
  },
};

const score: BatchTask = {
  name: "score",
  description: "How likely texts are to a language model",
  options: scoreOptions,
  forModel: (_, given) => ({
    ...{ task: "score", kind: "text", parts: {} },
    settings: Object.fromEntries(
      Object.entries(given).filter(([name]) => Object.hasOwn(scoreOptions, name)),
    ),
  }),
};

/** Names and descriptions for the help, verbs first. */
export const batchTaskList: readonly (readonly [string, string])[] = [
  ...Object.entries(verbs).map(([name, { description }]) => [name, description] as const),
  [score.name, score.description],
  ...Object.values(tasks).map(({ name, description }) => [name, description] as const),
];

const isBatchTask = (name: string): boolean =>
  name === "score" || [verbs, tasks, taskAliases].some((table) => Object.hasOwn(table, name));

/** @throws UsageError for a name that is none */
export function batchTaskNamed(name: string): BatchTask {
  if (name === "score") return score;
  if (!isBatchTask(name))
    throw new UsageError(
      `--task is ${JSON.stringify(name)}, expected ${[...Object.keys(verbs), "score"].join(", ")}, or a task of qkv run`,
    );
  const verb = Object.hasOwn(verbs, name) ? verbs[name] : undefined;
  const candidates = (verb?.tasks ?? [name]).map(taskNamed);
  return {
    name,
    description: verb?.description ?? candidates[0]!.description,
    options: Object.assign({}, ...candidates.map(taskOptionsOf)),
    forModel(config, given) {
      const task = fitting(name, candidates, config);
      return {
        ...chosen(task, given),
        settings: { ...verb?.settings, ...settingsFor(task, given) },
      };
    },
  };
}

/** The first that fits the model. */
function fitting(
  name: string,
  candidates: readonly AnyTask[],
  config: Values | undefined,
): AnyTask {
  let reason: TaskModelError | undefined;
  for (const task of candidates)
    try {
      if (config) expectTask(task.name, config);
      return task;
    } catch (error) {
      if (!(error instanceof TaskModelError)) throw error;
      reason = error;
    }
  throw new UsageError(`--task ${name}: ${reason!.message}`, { cause: reason });
}

function chosen(task: AnyTask, given: Values): Omit<ChosenTask, "settings"> {
  const parts = Object.entries(given).filter(([name]) =>
    Object.hasOwn(task.inputFlags ?? {}, name),
  );
  return {
    ...{ task: task.name, kind: task.inputKind },
    parts: Object.fromEntries(parts) as Record<string, string>,
  };
}

function settingsFor(task: AnyTask, given: Values): Values {
  const parts = task.inputFlags ?? {};
  const own = Object.fromEntries(
    Object.entries(given).filter(([name]) => !Object.hasOwn(parts, name)),
  );
  const known = taskOptionsOf(task);
  const foreign = Object.keys(own).find((name) => !Object.hasOwn(known, name));
  if (foreign !== undefined)
    throw new UsageError(
      `--${optionName(foreign)} is no option of ${task.name}, which the model does; leave it out`,
    );
  return settingsGiven(task, own);
}

/** Keys of an object that is an input as it stands, of which all must be there; the first set that is. */
export function partsOfInput(task: string, record: object): readonly string[] | undefined {
  return (inputParts[task] ?? []).find((names) =>
    names.every((name) => Object.hasOwn(record, name)),
  );
}

const inputParts: Readonly<Record<string, readonly (readonly string[])[]>> = {
  score: scoreParts,
  "question-answering": [["question", "context"]],
  "text-classification": [
    ["text", "pair"],
    ["text", "text_pair"],
  ],
  "sentence-similarity": [
    ["sourceSentence", "sentences"],
    ["source_sentence", "sentences"],
  ],
};
