import { type CachedModel, cachedModels, deleteCachedModel } from "@qkv/nn/hub";
import { commandOf } from "../command-line/define-command.ts";
import { flag, type OptionValues, text } from "../command-line/option.ts";
import { requireOption } from "../command-line/require-option.ts";
import { CommandError } from "../failures/command-error.ts";
import { formatBytes } from "../terminal/format-number.ts";
import { Printer, printJson } from "../terminal/printer.ts";

const options = {
  model: text("One model, by its name; all unless given", "ORG/NAME"),
  delete: flag("Remove the model from the cache, all of its revisions"),
  json: flag("One JSON object on stdout"),
};

export const models = commandOf({
  name: "models",
  description: "List the models of the hub that are in the cache, or delete one",
  options,
  bare: "model",
  examples: [
    ["qkv models --json", "names, sizes, revisions and files"],
    ["qkv models openai-community/gpt2 --delete", "make room"],
  ],
  run: runModels,
});

async function runModels(given: OptionValues<typeof options>): Promise<number> {
  const printer = new Printer(given);
  if (given.delete) {
    const name = requireOption("model", given.model, "the name of the model to delete");
    return remove(name, printer, given.json === true);
  }
  const all = await cachedModels();
  const { model } = given;
  const found = model === undefined ? all : all.filter(({ name }) => name === model);
  if (model !== undefined && found.length === 0)
    throw new CommandError(`${model} is not in the cache; qkv download ${model} brings it`);
  if (given.json) printJson({ models: found });
  else if (found.length === 0)
    printer.say("There are no models in the cache. qkv download ORG/NAME brings one.");
  else {
    printer.line(printer.table(found.map(rowOf), { right: [1], named: true }));
    const total = found.reduce((sum, { size }) => sum + size, 0);
    if (found.length > 1) printer.line(`${found.length} models, ${formatBytes(total)}`);
  }
  return 0;
}

async function remove(name: string, printer: Printer, json: boolean): Promise<number> {
  const found = await cachedModels();
  const size = found.find((one) => one.name === name)?.size ?? 0;
  await deleteCachedModel(name);
  if (json) printJson({ deleted: name, size });
  else printer.line(`Deleted ${name}, ${formatBytes(size)}.`);
  return 0;
}

const rowOf = ({ name, size, revisions }: CachedModel): readonly string[] => [
  name,
  formatBytes(size),
  revisions
    .map(({ commit, refs }) => [commit.slice(0, 8), ...refs.map((ref) => `(${ref})`)].join(" "))
    .join(", "),
];
