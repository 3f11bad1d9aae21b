import { downloadModel } from "@qkv/nn/hub";
import { commandOf } from "../command-line/define-command.ts";
import { flag, type OptionValues, text } from "../command-line/option.ts";
import { requireOption } from "../command-line/require-option.ts";
import { Counter } from "../terminal/counter.ts";
import { Interruption } from "../terminal/interruption.ts";
import { Printer, printJson } from "../terminal/printer.ts";

const options = {
  model: text("Name of the model on the Hugging Face hub", "ORG/NAME"),
  revision: text("A branch, a tag or a commit; main unless given", "REV"),
  json: flag("One JSON object on stdout"),
};

export const download = commandOf({
  name: "download",
  description: "Bring a model of the hub into the cache",
  options,
  examples: [
    ["qkv download --model openai-community/gpt2", "where Hugging Face's programs find it too"],
    ["HF_TOKEN=... qkv download --model meta-llama/Llama-3.2-1B", "a model with terms to accept"],
  ],
  run: runDownload,
});

async function runDownload(given: OptionValues<typeof options>): Promise<number> {
  const name = requireOption(
    "model",
    given.model,
    "the name of a model, such as openai-community/gpt2",
  );
  const printer = new Printer(given);
  using interruption = new Interruption();
  const counter = new Counter(printer, { label: `downloading ${name}`, unit: "bytes", delay: 300 });
  try {
    const { commit, source } = await downloadModel(name, {
      ...(given.revision === undefined ? {} : { revision: given.revision }),
      signal: interruption.signal,
      onProgress: (received, total) => counter.update(received, total),
    });
    counter.end();
    if (given.json) printJson({ name, commit, folder: source.name });
    else printer.line(source.name);
    return 0;
  } catch (error) {
    counter.end();
    if (!interruption.stopped) throw error;
    printer.say(`Stopped. What has come is kept: qkv download --model ${name} goes on from there.`);
    return interruption.exitCode;
  }
}
