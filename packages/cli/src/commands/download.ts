import { commandOf } from "../command-line/define-command.ts";
import { flag, type OptionValues, text } from "../command-line/option.ts";
import { requireOption } from "../command-line/require-option.ts";
import { Printer, printJson } from "../terminal/printer.ts";
import { downloadWithProgress } from "../trained-model/download-with-progress.ts";
import { expectFit } from "../trained-model/expect-fit.ts";

const options = {
  model: text("Name of the model on the Hugging Face hub", "ORG/NAME"),
  revision: text("A branch, a tag or a commit; main unless given", "REV"),
  anyway: flag("Download what is too large for WebAssembly's memory, too"),
  json: flag("One JSON object on stdout"),
};

export const download = commandOf({
  name: "download",
  description: "Bring a model of the hub into the cache",
  options,
  bare: "model",
  examples: [
    ["qkv download openai-community/gpt2", "where Hugging Face's programs find it too"],
    ["HF_TOKEN=... qkv download meta-llama/Llama-3.2-1B", "a model with terms to accept"],
  ],
  run: runDownload,
});

async function runDownload(given: OptionValues<typeof options>): Promise<number> {
  const name = requireOption(
    "model",
    given.model,
    "the name of a model, such as openai-community/gpt2",
  );
  const notices = new Printer({ json: true }); // stdout is for the folder
  const { commit, source } = await downloadWithProgress(name, notices, {
    ...(given.revision === undefined ? {} : { revision: given.revision }),
    onListed: async ({ source: described }) => {
      const advice = "--anyway downloads it nonetheless, for a GPU or other programs";
      if (!given.anyway) await expectFit(name, described, { dtype: "int4", advice });
    },
  });
  if (given.json) printJson({ name, commit, folder: source.name });
  else new Printer().line(source.name);
  return 0;
}
