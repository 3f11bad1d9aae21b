import { readFileSync } from "node:fs";
import { applications } from "../../src/applications/applications.ts";
import type { FilesByName } from "../../src/model-folder/write-model-folder.ts";
import { fromPretrained } from "../../src/pretrained/browser-pretrained.ts";
import { exportRun } from "../../src/pytorch/export-run.ts";
import { manualSeed } from "../../src/random/generator.ts";
import { baseModel } from "../../src/recipes/fine-tuning/base-model.ts";
import { fineTuningRecipe } from "../../src/recipes/fine-tuning/fine-tuning-recipe.ts";
import type { ReadyTraining } from "../../src/recipes/recipe.ts";
import { recipes } from "../../src/recipes/recipes.ts";
import type { TrainingRun } from "../../src/recipes/training-run.ts";
import { wordLevelFile } from "../../src/tokenizers/word-level-file.ts";

const words = ["the", "whale", "swam", "on", "and", "ship", "went", "after", "it", "a", "b"];
const text = `${words.join(" ")}\n`.repeat(12);
const rows = (count: number) =>
  Array.from({ length: count }, (_, i) => `a ${"b ".repeat(i % 4)}b\t${"b ".repeat(i % 4)}a\n`);
const data = (of: string) => ({ text: of, source: "here", sha256: "ab" });
const usual = { batch: 3, steps: 6, evalEvery: 6, evalBatches: 1, lr: 1e-2 };
const [textRecipe, pairRecipe] = recipes;

/** A tiny published model of random weights, with a tokenizer of words. */
function folder(name: string): Map<string, Uint8Array> {
  const at = new URL(`../families/golden/${name}/`, import.meta.url);
  const files = ["config.json", "model.safetensors"].map(
    (file) => [file, new Uint8Array(readFileSync(new URL(file, at)))] as const,
  );
  const tokens = ["<pad>", "</s>", "<unk>", ...words];
  const json = wordLevelFile({ split: "words", tokens, unknown: "<unk>", special: 3 });
  return new Map([...files, ["tokenizer.json", new TextEncoder().encode(JSON.stringify(json))]]);
}

async function tuned(name: string, of: string, given = {}): Promise<ReadyTraining> {
  const base = await baseModel(name, await fromPretrained(folder(name)));
  return fineTuningRecipe.plan(base, { ...usual, context: 8, ...given }).prepare(data(of));
}

const shape = { layers: 1, heads: 2, dModel: 8 };

/** Runs that PyTorch can go on with, by their kinds. */
export const kinds: Readonly<Record<string, () => ReadyTraining | Promise<ReadyTraining>>> = {
  "a GPT": () =>
    textRecipe
      .plan({ ...usual, ...shape, preset: "tiny", context: 6, gradAccum: 2 })
      .prepare(data(text)),
  "an encoder-decoder of symbols": () =>
    pairRecipe
      .plan({ ...usual, ...shape, feedForward: 8, labelSmoothing: 0.1 })
      .prepare(data(rows(30).join(""))),
  "a translation with averaged weights": () =>
    applications.translation
      .plan({
        ...usual,
        ...shape,
        feedForward: 8,
        vocabulary: 280,
        averageDecay: 0.9,
        gradAccum: 2,
      })
      .prepare(),
  "answers in dialogues": () =>
    applications.instructions
      .plan({ ...usual, ...shape, vocabulary: 270, dialogues: 30, context: 240 })
      .prepare(),
  "adapters of a GPT-2": () => tuned("gpt2", text, { lora: 2 }),
  "adapters of a GPT-NeoX": () => tuned("gpt_neox", text, { lora: 2 }),
  "a T5": () => tuned("t5", `source\ttarget\n${rows(30).join("")}`),
};

/** A run of a kind after so many steps. */
export async function runOf(
  ready: ReadyTraining,
  steps: number,
): Promise<{ readonly run: TrainingRun; readonly ready: ReadyTraining }> {
  manualSeed(ready.settings.seed);
  const run = ready.start();
  if (steps > 0) await run.fit({ steps });
  return { run, ready };
}

/** The folder that is written of a run; its last step is `steps`. */
export async function exportedFiles(
  { run, ready }: Awaited<ReturnType<typeof runOf>>,
  steps = 6,
): Promise<Map<string, Uint8Array>> {
  const { files } = await exportRun(run, {
    ...{ recipe: ready.training.recipe, steps, metadata: { run: "{}", step: String(run.step) } },
  });
  return new Map<string, Uint8Array>([...ready.files(), ...(files as FilesByName)]);
}
