import { commandOf } from "../command-line/define-command.ts";
import { requireOption } from "../command-line/require-option.ts";
import { CompilationNotice } from "../compute-device/compilation-notice.ts";
import { ComputeDevice } from "../compute-device/compute-device.ts";
import { stepOf } from "../compute-device/sample-step.ts";
import { continueText } from "../generation/continue-text.ts";
import { decodePrompt } from "../generation/decode-prompt.ts";
import { type AllGenerateOptions, generateOptions } from "../generation/generate-options.ts";
import { placeModel } from "../model-directory/place-model.ts";
import { readModel } from "../model-directory/read-model.ts";
import { Interruption } from "../terminal/interruption.ts";
import { Printer } from "../terminal/printer.ts";

export const generate = commandOf({
  name: "generate",
  description: "Generate text with a trained model",
  options: generateOptions,
  examples: [
    ['qkv generate --model runs/book --prompt "Call me "', "continue a text"],
    ["qkv generate --model runs/book --temperature 0.7 --top-k 20 --seed 1", "the same each time"],
    ["qkv generate --model runs/book --quantize int8", "in less memory, and faster"],
    ["qkv generate --model runs/baby --device webgpu", "on the GPU"],
    ["qkv generate --model runs/book --temperature 0 --stop '.' --json", "one likely sentence"],
    [
      'qkv generate --model runs/pairs --prompt "a b c"',
      "the target of a source, by a seq2seq model",
    ],
  ],
  run: runGenerate,
});

async function runGenerate({ quantize, device, ...given }: AllGenerateOptions): Promise<number> {
  const path = requireOption("model", given.model, "the folder of a trained model");
  using interruption = new Interruption();
  await using compute = await ComputeDevice.open(device); // first: without a GPU there is nothing to wait for
  const loaded = await compute.onHost(() => readModel(path));
  const notices = new Printer({ json: true }); // stdout is for the text
  await compute.settle(() => stepOf(loaded.model, loaded.config, 1), notices);
  await placeModel(loaded.model, quantize, compute);
  using compilation = new CompilationNotice(compute.device, notices);
  const session = { interruption, onFirstToken: () => compilation.end() };
  if (loaded.task === "gpt") await continueText(loaded, given, session);
  else await decodePrompt(loaded, given, session);
  return interruption.exitCode;
}
