import { commandOf } from "../command-line/define-command.ts";
import { requireOption } from "../command-line/require-option.ts";
import { continueText } from "../generation/continue-text.ts";
import { decodePrompt } from "../generation/decode-prompt.ts";
import { type GenerateOptions, generateOptions } from "../generation/generate-options.ts";
import { quantizeModel } from "../model-directory/quantize-model.ts";
import { readModel } from "../model-directory/read-model.ts";
import { Interruption } from "../terminal/interruption.ts";

export const generate = commandOf({
  name: "generate",
  description: "Generate text with a trained model",
  options: generateOptions,
  examples: [
    ['qkv generate --model runs/book --prompt "Call me "', "continue a text"],
    ["qkv generate --model runs/book --temperature 0.7 --top-k 20 --seed 1", "the same each time"],
    ["qkv generate --model runs/book --quantize int8", "in less memory, and faster"],
    ["qkv generate --model runs/book --temperature 0 --stop '.' --json", "one likely sentence"],
    [
      'qkv generate --model runs/pairs --prompt "a b c"',
      "the target of a source, by a seq2seq model",
    ],
  ],
  run: runGenerate,
});

async function runGenerate({ quantize, ...given }: GenerateOptions): Promise<number> {
  const path = requireOption("model", given.model, "the folder of a trained model");
  using interruption = new Interruption();
  const loaded = await readModel(path);
  quantizeModel(loaded.model, quantize);
  if (loaded.task === "gpt") await continueText(loaded, given, interruption);
  else await decodePrompt(loaded, given, interruption);
  return interruption.exitCode;
}
