import { existsSync } from "node:fs";
import { join } from "node:path";
import { type Plan, plan as planModel } from "@qkv/nn/pretrained";
import { commandOf } from "../command-line/define-command.ts";
import { choice, flag, number, type OptionValues, text } from "../command-line/option.ts";
import { requireOption } from "../command-line/require-option.ts";
import { formatBytes, formatCount, formatMagnitude } from "../terminal/format-number.ts";
import { Interruption } from "../terminal/interruption.ts";
import { Printer, printJson } from "../terminal/printer.ts";
import { isOnHub } from "../trained-model/on-the-hub.ts";

const options = {
  model: text(
    "Folder of the model, its config.json or .gguf file, or a name on the Hugging Face hub",
    "DIR|NAME",
  ),
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

export const plan = commandOf({
  name: "plan",
  description: "Say what a published model would take, before it is downloaded or loaded",
  options,
  bare: "model",
  examples: [
    ["qkv plan models/llama", "parameters, memory to load, run and train it, FLOPs"],
    ["qkv plan openai-community/gpt2", "of a model on the hub: only its config.json is fetched"],
    ["qkv plan config.json --dtype int4 --context 2048", "in fewer bits, for shorter texts"],
  ],
  run: runPlan,
});

async function runPlan({ model, json, ...given }: OptionValues<typeof options>): Promise<number> {
  const path = requireOption(
    "model",
    model,
    "the folder of a model, its config.json, or a name on the hub",
  );
  using interruption = new Interruption();
  const found = (await isOnHub(path)) || existsSync(path);
  const source = found ? path : join(path, "config.json"); // which is said to be missing
  const { config: _, ...planned } = await planModel(source, {
    ...{ ...given, signal: interruption.signal },
  });
  const { download } = planned;
  if (json) printJson(planned);
  else {
    const printer = new Printer();
    const rows = [
      ...rowsOf(planned, given.dtype ?? "float32"),
      ...(download === undefined
        ? []
        : [["download", formatBytes(download), "of which config.json has come"]]),
    ];
    printer.line(printer.table(rows, { right: [1] }));
  }
  return 0;
}

function rowsOf(planned: Plan, dtype: string): readonly (readonly string[])[] {
  const { parameters, load, inference, training, cache, flopsPerToken, batch, tokens } = planned;
  const { role, modelType } = planned;
  const of = `${formatCount(batch)} x ${formatCount(tokens)} tokens`;
  return [
    ["model", modelType, role],
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
