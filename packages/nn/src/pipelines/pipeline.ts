import { nearestHint } from "@qkv/core-wasm/contract";
import { describeValue } from "../options/describe-value.ts";
import { expectObject } from "../options/expect-argument.ts";
import { OptionError } from "../options/option-error.ts";
import {
  type FromPretrainedOptions,
  fromPretrainedOptions,
  type Pretrained,
} from "../pretrained/from-pretrained.ts";
import type { PretrainedSource } from "../pretrained/pretrained-source.ts";
import { PretrainedTokenizer } from "../tokenizers/pretrained-tokenizer.ts";
import type { CallOptionName } from "./call-options.ts";
import { describedModel, expectFit } from "./expect-fit.ts";
import { inOurNames } from "./option-names.ts";
import { pipelineObject, type TaskOptions, type TaskPipeline } from "./pipeline-object.ts";
import type { AnyTask, Task } from "./task.ts";
import { type GivenModel, type ReadInput, readyModel } from "./task-model.ts";
import { taskAliases, tasks } from "./tasks/index.ts";

/** What tasks are called; some have a second name. */
export type TaskName = keyof typeof tasks | keyof typeof taskAliases;

/** The row of a task. */
export type TaskOf<Name extends TaskName> = (typeof tasks)[Name extends keyof typeof taskAliases
  ? (typeof taskAliases)[Name]
  : Name extends keyof typeof tasks
    ? Name
    : never];

/** The pipeline of a task. */
export type Pipeline<Name extends TaskName = TaskName> =
  TaskOf<Name> extends Task<infer Input, infer Result, infer F>
    ? TaskPipeline<Input, Result, TaskOptions<F>>
    : never;

/** How the model is loaded, and what calls say unless they say something else. */
export type PipelineOptions<Name extends TaskName = TaskName> = FromPretrainedOptions & {
  /** Of a folder without one. */
  readonly tokenizer?: PretrainedTokenizer | undefined;
} & (TaskOf<Name> extends Task<infer _Input, infer _Result, infer F>
    ? Omit<TaskOptions<F>, CallOptionName> & { readonly batchSize?: number | undefined }
    : unknown);

/** What differs between Node and browsers. */
export interface Opening {
  readonly open: (source: PretrainedSource, options: FromPretrainedOptions) => Promise<Pretrained>;
  readonly readInput: ReadInput;
}

/** `pipeline`, with a way to open folders and inputs. */
export const pipelineFrom =
  ({ open, readInput }: Opening) =>
  async <Name extends TaskName>(
    name: Name,
    from: PretrainedSource | GivenModel,
    options: PipelineOptions<Name> = {} as PipelineOptions<Name>,
  ): Promise<Pipeline<Name>> => {
    const task = taskNamed(name);
    expectObject("pipeline", "options", options);
    const { tokenizer, loading, defaults } = sorted(task, options);
    const owned = !isGiven(from);
    const onConfig = (config: Readonly<Record<string, unknown>>): void => {
      loading.onConfig?.(config);
      expectTask(name, config); // before its weights are there
    };
    if (!owned && Object.keys(loading).length > 0)
      throw new OptionError(
        `pipeline: ${Object.keys(loading)[0]} is for a model that is to be loaded, and this one is there already; expected it left out`,
      );
    const loaded = isGiven(from) ? from : await open(from, { ...loading, onConfig });
    try {
      const known = { ...loaded, ...(tokenizer ? { tokenizer } : {}) };
      const given = { ...readyModel("pipeline", known), readInput };
      const { model, architecture } = given;
      expectFit(task, { modelType: model.modelType, architecture }, Object.values(tasks));
      task.expect?.(given);
      return pipelineObject({ task, taskModel: given, defaults, owned }) as Pipeline<Name>;
    } catch (error) {
      if (owned) loaded.model.dispose();
      throw error;
    }
  };

/**
 * Refuse a model that does not fit a task, by its config.json alone.
 *
 * @throws TaskModelError that names the models and the tasks that would fit; OptionError for a task that there is not
 */
export function expectTask(name: string, config: Readonly<Record<string, unknown>>): void {
  expectObject("expectTask", "config", config);
  const task = taskNamed(name);
  const described = describedModel(config);
  if (described) expectFit(task, described, Object.values(tasks));
}

/**
 * The row of a task.
 *
 * @throws OptionError for a name that is none, with the nearest
 */
export function taskNamed(name: string): AnyTask {
  const own = Object.hasOwn(taskAliases, name)
    ? taskAliases[name as keyof typeof taskAliases]
    : name;
  if (typeof name === "string" && Object.hasOwn(tasks, own))
    return tasks[own as keyof typeof tasks] as unknown as AnyTask;
  const names = [...Object.keys(tasks), ...Object.keys(taskAliases)];
  const hint = typeof name === "string" ? nearestHint(name, names) : "";
  throw new OptionError(
    `pipeline: the task is ${describeValue(name)}, expected one of ${Object.keys(tasks).join(", ")}${hint}`,
  );
}

const isGiven = (from: PretrainedSource | GivenModel): from is GivenModel =>
  typeof from === "object" && from !== null && "model" in from && !(from instanceof Map);

/** What the options say to whom. */
function sorted(task: AnyTask, options: object) {
  const { tokenizer, ...others } = options as { readonly tokenizer?: unknown };
  if (tokenizer !== undefined && !(tokenizer instanceof PretrainedTokenizer))
    throw new OptionError(
      `pipeline: tokenizer is ${describeValue(tokenizer)}, expected a PretrainedTokenizer`,
    );
  const entries = Object.entries(others).filter(([, value]) => value !== undefined);
  const isLoading = (key: string) => Object.hasOwn(fromPretrainedOptions.fields, key);
  const loading: FromPretrainedOptions = Object.fromEntries(
    entries.filter(([key]) => isLoading(key)),
  );
  const rest = Object.fromEntries(entries.filter(([key]) => !isLoading(key)));
  return { tokenizer, loading, defaults: inOurNames(task, rest) };
}
