import { Yielder } from "../event-loop/yield-to-event-loop.ts";
import type { WithConfigNames } from "../generation/generation-config.ts";
import type { Model } from "../models/roles.ts";
import type { Fields, GivenOf } from "../options/define-options.ts";
import type { PretrainedTokenizer } from "../tokenizers/pretrained-tokenizer.ts";
import { inOurNames } from "./option-names.ts";
import type { Task, TaskFields, TaskSettings } from "./task.ts";
import type { TaskModel } from "./task-model.ts";

/** A task with its model: called with one input, or with several. */
export interface TaskPipeline<Input, Result, Options> extends Disposable {
  (input: Input, options?: Options): Promise<Result>;
  (inputs: readonly Input[], options?: Options): Promise<Result[]>;
  /** The results of inputs one by one, as they are there; inputs may come from anywhere, a file's lines perhaps. */
  each(
    inputs: Iterable<Input> | AsyncIterable<Input>,
    options?: Options,
  ): AsyncGenerator<Result, void, void>;
  /**
   * The text of a result as it comes, piece by piece, and at the end the result.
   *
   * @throws TypeError of a task whose results are no text
   */
  stream(input: Input, options?: Options): AsyncGenerator<string, Result, void>;
  readonly task: string;
  readonly model: Model;
  readonly tokenizer: PretrainedTokenizer | undefined;
  /** Frees the model, where the pipeline has loaded it. */
  dispose(): void;
}

/** The options of a call, under our names or Hugging Face's. */
export type TaskOptions<F extends Fields> = WithConfigNames<GivenOf<TaskFields<F>>>;

export interface PipelineParts<Input, Result, F extends Fields> {
  readonly task: Task<Input, Result, F>;
  readonly taskModel: TaskModel;
  /** What calls say unless they say something else. */
  readonly defaults: object;
  /** Whether the model is the pipeline's own. */
  readonly owned: boolean;
}

export function pipelineObject<Input, Result, F extends Fields>({
  task,
  taskModel,
  defaults,
  owned,
}: PipelineParts<Input, Result, F>): TaskPipeline<Input, Result, TaskOptions<F>> {
  const { model, tokenizer } = taskModel;
  let open = true;
  const settingsOf = (options: object): TaskSettings<F> => {
    if (!open) throw new TypeError(`${task.name}: the pipeline was disposed, expected one in use`);
    const given = { ...defaults, ...inOurNames(task, options) };
    return task.options.complete(given as GivenOf<TaskFields<F>>);
  };
  settingsOf({}); // wrong defaults are refused at once

  async function* results(
    inputs: Iterable<Input> | AsyncIterable<Input>,
    settings: TaskSettings<F>,
    total?: number,
  ): AsyncGenerator<Result, void, void> {
    const yielder = new Yielder();
    let done = 0;
    for await (const batch of batches(inputs, settings.batchSize)) {
      settings.signal?.throwIfAborted();
      const made = await task.run(taskModel, batch, settings);
      done += batch.length;
      settings.onProgress?.(done, total);
      yield* made;
      await yielder.turn();
    }
  }

  /** Whether a list is one input. */
  const isOne = (list: readonly unknown[], settings: TaskSettings<F>): boolean =>
    task.isOneInput?.(list, settings) === true && !list.some(Array.isArray);

  async function call(inputs: Input | readonly Input[], options: object = {}) {
    const settings = settingsOf(options);
    const several = Array.isArray(inputs) && !isOne(inputs, settings);
    const list = several ? (inputs as readonly Input[]) : [inputs as Input];
    const made: Result[] = [];
    for await (const result of results(list, settings, list.length)) made.push(result);
    return several ? made : made[0]!;
  }

  const dispose = (): void => {
    if (open && owned) model.dispose();
    open = false;
  };
  return Object.assign(call as TaskPipeline<Input, Result, TaskOptions<F>>, {
    each: (inputs: Iterable<Input> | AsyncIterable<Input>, options: object = {}) =>
      results(inputs, settingsOf(options)),
    stream(input: Input, options: object = {}) {
      if (task.stream) return task.stream(taskModel, input, settingsOf(options));
      throw new TypeError(
        `${task.name}: its results are no text that comes piece by piece, expected a call, or each()`,
      );
    },
    ...{ task: task.name, model, tokenizer, dispose, [Symbol.dispose]: dispose },
  });
}

async function* batches<Input>(
  inputs: Iterable<Input> | AsyncIterable<Input>,
  size: number,
): AsyncGenerator<Input[], void, void> {
  let batch: Input[] = [];
  for await (const input of inputs) {
    batch.push(input);
    if (batch.length < size) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}
