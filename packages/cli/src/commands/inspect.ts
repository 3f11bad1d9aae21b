import { commandOf } from "../command-line/define-command.ts";
import { flag, type OptionValues, text } from "../command-line/option.ts";
import { requireOption } from "../command-line/require-option.ts";
import { describeInspection, inspectionJson } from "../report/describe-inspection.ts";
import { Printer, printJson } from "../terminal/printer.ts";
import { knownText, unknownOption } from "../trained-model/known-text.ts";
import { openTrainedModel } from "../trained-model/open-trained-model.ts";

const options = {
  model: text("Folder of the model, as qkv train makes it", "DIR"),
  prompt: text(
    "Show each tensor on the way of this text through the model, and where a seq2seq decoder looks",
    "TEXT",
  ),
  unknown: unknownOption,
  json: flag("One JSON object on stdout"),
};

export const inspect = commandOf({
  name: "inspect",
  description: "Show what a model consists of",
  options,
  examples: [
    ["qkv inspect --model runs/book", "configuration, parameters, memory, FLOPs"],
    ['qkv inspect --model runs/book --prompt "Call me"', "and each tensor on the way"],
  ],
  run: runInspect,
});

async function runInspect(given: OptionValues<typeof options>): Promise<number> {
  const path = requireOption("model", given.model, "the folder of a trained model");
  const loaded = await openTrainedModel(path);
  const { prompt, unknown } = given;
  const notices = new Printer({ json: true });
  const known = (text: string): string =>
    knownText(loaded, { kind: "prompt", text, name: "the prompt" }, unknown, notices);
  const inspection = await loaded.inspect(prompt === undefined ? undefined : known(prompt));
  if (given.json) printJson(inspectionJson(inspection));
  else {
    const printer = new Printer();
    printer.line(describeInspection(inspection, printer));
  }
  return 0;
}
