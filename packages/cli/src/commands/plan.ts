import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describeModel } from "@qkv/nn/hub";
import { type Plan, plan as planModel } from "@qkv/nn/pretrained";
import { commandOf } from "../command-line/define-command.ts";
import { choice, flag, number, type OptionValues, text } from "../command-line/option.ts";
import { namingOptions } from "../command-line/option-name.ts";
import { requireOption } from "../command-line/require-option.ts";
import { CommandError } from "../failures/command-error.ts";
import { formatBytes, formatCount, formatMagnitude } from "../terminal/format-number.ts";
import { Interruption } from "../terminal/interruption.ts";
import { Printer, printJson } from "../terminal/printer.ts";
import { isOnHub } from "../trained-model/on-the-hub.ts";

const options = {
  model: text(
    "Folder of the model, its config.json, or a name on the Hugging Face hub",
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
  const { config, download } = await describedAt(path);
  const planned = namingOptions(() => planModel(config, given));
  if (json) printJson({ ...planned, ...(download === undefined ? {} : { download }) });
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

interface Described {
  readonly config: object;
  /** Bytes of the files on the hub. */
  readonly download?: number;
}

async function describedAt(path: string): Promise<Described> {
  if (!(await isOnHub(path))) {
    const file = path.endsWith(".json") ? path : join(path, "config.json");
    return { config: parsed(await readFile(file, "utf8"), file) };
  }
  using interruption = new Interruption();
  const { files, source } = await describeModel(path, { signal: interruption.signal });
  const bytes = await source.read("config.json", { maxBytes: LARGEST_CONFIG });
  const download = files.reduce((sum, { size }) => sum + size, 0);
  return { config: parsed(new TextDecoder().decode(bytes), `config.json of ${path}`), download };
}

const LARGEST_CONFIG = 2 ** 24;

function parsed(text: string, file: string): object {
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
