import type { GenerationResult } from "@qkv/nn";
import type { RecipeModel } from "@qkv/nn/recipes";
import { commandOf } from "../command-line/define-command.ts";
import { namingOptions, optionName } from "../command-line/option-name.ts";
import { requireOption } from "../command-line/require-option.ts";
import { CompilationNotice } from "../compute-device/compilation-notice.ts";
import { ComputeDevice } from "../compute-device/compute-device.ts";
import { UsageError } from "../failures/command-error.ts";
import { Interruption } from "../terminal/interruption.ts";
import { Printer, printJson } from "../terminal/printer.ts";
import { knownText } from "../trained-model/known-text.ts";
import { openTrainedModel } from "../trained-model/open-trained-model.ts";
import { placeModel } from "../trained-model/place-model.ts";
import { chosenConstraint } from "./chosen-constraint.ts";
import {
  type AllGenerateOptions,
  type GenerateOptions,
  generateGroups,
  generateOptions,
} from "./generate-options.ts";

export const generate = commandOf({
  name: "generate",
  description: "Generate text with a trained model",
  options: generateOptions,
  groups: generateGroups,
  examples: [
    ['qkv generate --model runs/book --prompt "Call me "', "continue a text"],
    ["qkv generate --model runs/book --temperature 0.7 --top-k 20 --seed 1", "the same each time"],
    ["qkv generate --model runs/book --quantize int8", "in less memory, and faster"],
    ["qkv generate --model runs/baby --device webgpu", "on the GPU"],
    ["qkv generate --model org/name --json-schema person.json", "JSON that fits a schema"],
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
  const loaded = await compute.onHost(() => openTrainedModel(path));
  const notices = new Printer({ json: true }); // stdout is for the text
  const { model } = loaded;
  await compute.settle(() => ({ model, inputs: loaded.stepInputs(1) }), notices);
  await placeModel(model, quantize, compute);
  using compilation = new CompilationNotice(compute.device, notices);
  await printText(loaded, given, { interruption, onFirstToken: () => compilation.end() });
  return interruption.exitCode;
}

/** What stands around a generation. */
interface GenerationSession {
  readonly interruption: Interruption;
  readonly onFirstToken: () => void;
}

/** Options that choose among tokens. */
const ofSampling = [
  "temperature",
  "topK",
  "topP",
  "minP",
  "repetitionPenalty",
  "seed",
  "stop",
] as const satisfies readonly (keyof GenerateOptions)[];

/** Stream what a model makes of the prompt. */
async function printText(
  loaded: RecipeModel,
  given: GenerateOptions,
  { interruption, onFirstToken }: GenerationSession,
): Promise<void> {
  const { recipe, generation } = loaded;
  const { model: folder, prompt: givenPrompt, json = false, seed: givenSeed, ...rest } = given;
  const { unknown, jsonSchema, regex, grammar, ...sampling } = rest;
  const { samples, continuesPrompt, defaultPrompt, defaultMaxNewTokens } = generation;
  const foreign = samples ? undefined : ofSampling.find((name) => given[name] !== undefined);
  if (foreign !== undefined)
    throw new UsageError(
      `--${optionName(foreign)} is for a GPT, but ${folder} is a ${recipe} model, ` +
        "which decodes greedily; leave it out",
    );
  const text = requireOption(
    "prompt",
    givenPrompt ?? defaultPrompt,
    "a source, symbols as in the model's data",
  );
  const asked = { kind: "prompt", text, name: "the prompt" } as const;
  const prompt = knownText(loaded, asked, unknown, new Printer({ json: true }));
  const constraint = await chosenConstraint(given, generation);
  const chosen = { ...sampling, maxNewTokens: sampling.maxNewTokens ?? defaultMaxNewTokens };
  const seed = samples ? { seed: givenSeed ?? Math.floor(Math.random() * 2 ** 32) } : {};
  const printer = new Printer({ json });
  const write = (text: string): void => void (json || printer.stream.write(text));
  const { signal } = interruption;
  const began = performance.now();
  const all = { ...chosen, ...seed, ...(constraint ? { constraint } : {}), signal };
  const stream = namingOptions(() => generation.stream(prompt, all));
  if (continuesPrompt) write(prompt);
  const ids: number[] = [];
  let result: GenerationResult | undefined;
  let shown = "";
  while (!result && !signal.aborted) {
    const next = await stream.next().catch((error: unknown) => {
      if (!signal.aborted) throw error;
    });
    onFirstToken();
    if (!next) break;
    if (next.done) result = next.value;
    else {
      ids.push(next.value.id);
      shown += next.value.text;
      write(next.value.text);
    }
  }
  if (!result && !continuesPrompt) return; // a part of it would mislead
  const { text: continuation, finishReason } = result ?? {
    text: shown,
    finishReason: "interrupted",
  };
  const tokensPerSecond = ((result?.ids ?? ids).length / (performance.now() - began)) * 1000;
  write(`${continuation.slice(shown.length)}\n`);
  if (!json || interruption.outputClosed) return;
  const told = { ids: result?.ids ?? ids, finishReason, tokensPerSecond, ...seed };
  const form = Object.fromEntries(
    Object.entries({ jsonSchema, regex, grammar }).filter(([, value]) => value !== undefined),
  );
  printJson({ prompt, text: continuation, ...told, options: { ...chosen, ...form } });
}
