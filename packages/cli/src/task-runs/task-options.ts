import type { Fields } from "@qkv/nn/options";
import type { AnyTask } from "@qkv/nn/pipelines";
import type { OptionTable, OptionValues } from "../command-line/option.ts";
import { flag, number, text, texts } from "../command-line/option.ts";
import { deviceOption } from "../compute-device/device-option.ts";
import { threadsOption } from "../compute-device/threads-option.ts";
import { dtypeOption } from "../language-model/open-pretrained.ts";
import { quantizeOption } from "../trained-model/place-model.ts";
import { isFlag, optionOfField } from "./flag-of-field.ts";

const inputOptions = {
  model: text("Folder of the model, or a name on the Hugging Face hub", "DIR|ORG/NAME"),
  input: texts(
    "A text, the path of a file, a pattern of paths, or - for what is piped in; may be given several times. Each line of a file of text is an input",
    "TEXT|FILE|-",
  ),
  wholeFiles: flag("Each file of text is one input, with all its lines"),
  tokenizer: text("Folder of a tokenizer, for a model whose folder has none", "DIR"),
  batchSize: number("Inputs that are computed side by side; 8 unless given", {
    ...{ integer: true, from: 1, to: 65536 },
  }),
  json: flag("A line of JSON for each input: { input, result }"),
};

const computationOptions = {
  device: deviceOption,
  threads: threadsOption(
    "Threads that compute, or auto for as many as there are cores; 1 unless given",
  ),
  quantize: quantizeOption,
  dtype: dtypeOption,
};

/** The options of `qkv run` that every task has, as its help has them. */
export const sharedGroups = [
  ["Inputs", inputOptions],
  ["Computation", computationOptions],
] as const;

export const sharedOptions = { ...inputOptions, ...computationOptions };
export type SharedOptions = OptionValues<typeof sharedOptions>;

/** Settings by their fields, and what a command's help says of those that a command line can give. */
export interface FlaggedSettings {
  readonly options: { readonly fields: Fields };
  readonly flags: Readonly<Record<string, string | undefined>>;
  /** Parts of an input that are given once for all. */
  readonly inputFlags?: Readonly<Record<string, string>>;
}

/** The options of a task that a command line can give, and the parts of an input that it gives once for all. */
export function taskOptionsOf({ options, flags, inputFlags = {} }: FlaggedSettings): OptionTable {
  const own = Object.entries(flags).flatMap(([name, description = ""]) => {
    const field = options.fields[name]!;
    const option = optionOfField(field, description);
    if (!isFlag(field)) return [[name, option] as const];
    const refused = { ...option, description: `Not: ${lowered(description)}` };
    const no = [`no${name.charAt(0).toUpperCase()}${name.slice(1)}`, refused] as const;
    if (field.default === false) return [[name, option] as const];
    return field.default === true ? [no] : [[name, option] as const, no];
  });
  const parts = Object.entries(inputFlags).map(([name, description]) => [
    name,
    text(description, "TEXT"),
  ]);
  return Object.fromEntries([...parts, ...own]);
}

const lowered = (sentence: string): string => sentence.charAt(0).toLowerCase() + sentence.slice(1);

const pictureOptions = {
  out: text(
    "Folder for the pictures, or FILE.png; pictures unless given. No file is replaced: 7.png is there, 7-2.png is written",
    "DIR|FILE.png",
  ),
};

/** Where results go that are files. */
export const resultOptionsOf = ({ resultKind }: Pick<AnyTask, "resultKind">): OptionTable =>
  resultKind === "image" ? pictureOptions : {};

/** What a command line says to a task: to its calls, and of every input. */
export interface TaskChoice {
  readonly settings: Readonly<Record<string, unknown>>;
  readonly parts: Readonly<Record<string, string | undefined>>;
}

export function taskChoice(task: AnyTask, given: Readonly<Record<string, unknown>>): TaskChoice {
  const isPart = (name: string) => Object.hasOwn(task.inputFlags ?? {}, name);
  const others = { ...sharedOptions, ...resultOptionsOf(task) };
  const own = Object.entries(given).filter(([name]) => !Object.hasOwn(others, name));
  const parts = own.filter(([name]) => isPart(name)) as [string, string][];
  return {
    settings: settingsGiven(task, Object.fromEntries(own.filter(([name]) => !isPart(name)))),
    parts: Object.fromEntries(parts),
  };
}

/** Values of the options that `taskOptionsOf` made, under the names of the settings. */
export const settingsGiven = (
  { options }: Pick<FlaggedSettings, "options">,
  given: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    Object.entries(given).map(([name, value]): readonly [string, unknown] => {
      if (Object.hasOwn(options.fields, name)) return [name, value];
      return [name.charAt(2).toLowerCase() + name.slice(3), false]; // noDoSample
    }),
  );
