import {
  type Complete,
  defineOptions,
  type Fields,
  type OptionTable,
} from "../options/define-options.ts";
import { callFields } from "./call-options.ts";
import type { TaskModel } from "./task-model.ts";

/** What a line of text on a command line is: the input itself, or the path of one. */
export type InputKind = "text" | "image" | "audio" | "table";

/** What a result is that a command line writes as files: a list of pictures. */
export type ResultKind = "image";

/** The options that a call may give: those of the task, and those of every task. */
export type TaskFields<F extends Fields> = F & typeof callFields;

/** All options of a call. */
export type TaskSettings<F extends Fields> = Complete<OptionTable<TaskFields<F>>>;

/** What tells one task from others. */
export interface TaskParts<Input, Result, F extends Fields> {
  /** As Hugging Face calls it: "fill-mask". */
  readonly name: string;
  /** In a few words, for a list of tasks. */
  readonly description: string;
  readonly inputKind: InputKind;
  /** Not given of results that can be shown as lines. */
  readonly resultKind?: ResultKind;
  readonly fields: F;
  /** What options do, in words, of those that a command line can give. */
  readonly flags: Readonly<Partial<Record<keyof F, string>>>;
  /** Whether a model of this class in Hugging Face's library, "BertForMaskedLM", has the head that the task needs. */
  readonly fits: RegExp;
  /** Parts of an input that a command line gives once for all, beside the text that differs. */
  readonly inputFlags?: Readonly<Record<string, string>>;
  /** An input out of a text and the parts above; the text itself unless given. */
  inputOf?(text: string, parts: Readonly<Record<string, string | undefined>>): Input;
  /** Whether a list is one input, and not several. */
  isOneInput?(list: readonly unknown[], settings: TaskSettings<F>): boolean;
  /** What options say that are named as Hugging Face names them, and that are none of the task's own. */
  readNames?(others: Readonly<Record<string, unknown>>): object;
  /** Refuse, when a pipeline is made, what the head alone does not tell: a tokenizer that is missing, a label. */
  expect?(model: TaskModel): void;
  /** The result of each input, in their order; there are at most `batchSize` of them. */
  run(
    model: TaskModel,
    inputs: readonly Input[],
    settings: TaskSettings<F>,
  ): Promise<readonly Result[]>;
  /** The text of a result as it comes, piece by piece, and the result. */
  stream?(
    model: TaskModel,
    input: Input,
    settings: TaskSettings<F>,
  ): AsyncGenerator<string, Result, void>;
}

/** A task: one file declares it, and one row of a table lists it. */
export interface Task<Input, Result, F extends Fields>
  extends Omit<TaskParts<Input, Result, F>, "fields"> {
  readonly options: OptionTable<TaskFields<F>>;
}

export function defineTask<Input, Result, F extends Fields>({
  fields,
  ...parts
}: TaskParts<Input, Result, F>): Task<Input, Result, F> {
  return { ...parts, options: defineOptions(parts.name, { ...fields, ...callFields }) };
}

/** A task of which nothing is known but that it is one, for what serves them all. */
export type AnyTask = Task<unknown, unknown, Fields>;
