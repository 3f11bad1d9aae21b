import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { type Plan, plan as planModel } from "@qkv/nn/pretrained";
import { type Command, commandOf } from "../command-line/define-command.ts";
import { choice, flag, number, type OptionValues, text } from "../command-line/option.ts";
import { namingOptions } from "../command-line/option-name.ts";
import { requireOption } from "../command-line/require-option.ts";
import { CommandError } from "../failures/command-error.ts";
import { formatBytes, formatCount, formatMagnitude } from "../terminal/format-number.ts";
import { Printer, printJson } from "../terminal/printer.ts";

const options = {
  model: text("Folder of the model, or its config.json", "DIR"),
  batch: number("Sequences at once; 1 unless given", { integer: true, from: 1, to: 2 ** 20 }),
  context: number("Tokens of each sequence; all that the model can look back on unless given", {
    integer: true,
    from: 1,
    to: 2 ** 31,
  }),
  dtype: choice("How weights are held for inference; float32 unless given", [
    ...(["float32", "bfloat16", "float16", "int8", "int4"] as const),
  ]),
  json: flag("One JSON object on stdout"),
};

const command = commandOf({
  name: "plan",
  description: "Say what a published model would take, before it is loaded",
  options,
  examples: [
    ["qkv plan models/llama", "parameters, memory to load, run and train it, FLOPs"],
    ["qkv plan config.json --dtype int4 --context 2048", "in fewer bits, for shorter texts"],
  ],
  run: runPlan,
});

/** The model may stand by itself, without --model. */
export const plan: Command = {
  ...command,
  run: ([first, ...rest]) =>
    command.run(
      first === undefined || first.startsWith("-")
        ? [first, ...rest].filter(isGiven)
        : ["--model", first, ...rest],
    ),
};

const isGiven = (argument: string | undefined): argument is string => argument !== undefined;

async function runPlan({ model, json, ...given }: OptionValues<typeof options>): Promise<number> {
  const path = requireOption("model", model, "the folder of a model, or its config.json");
  const config = await configAt(path);
  const planned = namingOptions(() => planModel(config, given));
  if (json) printJson(planned);
  else {
    const printer = new Printer();
    printer.line(printer.table(rowsOf(planned, given.dtype ?? "float32"), { right: [1] }));
  }
  return 0;
}

async function configAt(path: string): Promise<object> {
  const file = path.endsWith(".json") ? path : join(path, "config.json");
  const text = await readFile(file, "utf8");
  try {
    return Object(JSON.parse(text)) as object;
  } catch (cause) {
    throw new CommandError(`${file} is no JSON`, { cause });
  }
}

function rowsOf(planned: Plan, dtype: string): readonly (readonly string[])[] {
  const { parameters, load, inference, training, cache, flopsPerToken, batch, tokens } = planned;
  const of = `${formatCount(batch)} x ${formatCount(tokens)} tokens`;
  return [
    ["parameters", formatCount(parameters), ""],
    ["memory, loaded", formatBytes(load), dtype],
    ["memory, running", formatBytes(inference), `at the peak of a pass of ${of}`],
    ...(cache > 0 ? [["of it, keys and values", formatBytes(cache), of]] : []),
    ...(training === undefined
      ? []
      : [["memory, training", formatBytes(training), `a step with AdamW on ${of}, float32`]]),
    ["FLOPs per token", formatMagnitude(flopsPerToken), "forward; training takes three times that"],
  ];
}
