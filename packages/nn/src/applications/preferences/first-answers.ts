import { fileNames } from "../../model-folder/file-names.ts";
import { defaultGenerator, manualSeed } from "../../random/generator.ts";
import type { ScoringOptions } from "../../recipes/score.ts";
import type { FirstModel } from "../application.ts";
import type { DataFiles } from "../data-files.ts";
import type { DataParts } from "../data-parts.ts";
import { instructions } from "../instructions/instructions.ts";
import type { ApplicationTraining } from "../training-fields.ts";
import type { Preference } from "./preference.ts";

export interface FirstAnswersSettings extends ApplicationTraining {
  readonly layers: number;
  readonly heads: number;
  readonly dModel: number;
  readonly dropout: number;
  readonly context: number;
  readonly vocabulary: number;
  /** Steps of the model that learns to answer at first. */
  readonly firstSteps: number;
}

/** A small model that has learnt both answers of every pair of the training part, by the application `instructions`. */
export async function firstAnswers(
  { training }: DataParts<Preference>,
  settings: FirstAnswersSettings,
  { signal, onProgress }: ScoringOptions,
): Promise<FirstModel> {
  const { layers, heads, dModel, dropout, context, vocabulary, seed, firstSteps: steps } = settings;
  const plan = instructions.plan({
    ...{ layers, heads, dModel, dropout, context, vocabulary, seed, steps, evalEvery: steps },
    ...{ lr: 4e-3, batch: 2 * settings.batch, evalBatches: 1 }, // both answers of as many pairs
  });
  const state = defaultGenerator.state; // the numbers of whoever makes a run are his own
  try {
    manualSeed(seed);
    const ready = await plan.prepare(dialoguesOf(training));
    const run = ready.start();
    try {
      const onStep = ({ step }: { readonly step: number }): void => onProgress?.(step, steps);
      await run.fit({ steps, callbacks: [{ onStep }], ...(signal ? { signal } : {}) });
      signal?.throwIfAborted();
    } catch (error) {
      run.dispose();
      throw error;
    }
    const files = new Map(ready.files());
    for (const name of [fileNames.training, fileNames.config]) files.delete(name);
    return { model: run.model, config: ready.config, files, dispose: () => run.dispose() };
  } finally {
    defaultGenerator.state = state;
  }
}

/** Each prompt with each of its answers, as a file. */
function dialoguesOf(preferences: readonly Preference[]): DataFiles {
  const lines = preferences.flatMap(({ prompt, chosen, rejected }) =>
    [chosen, rejected].map((content) =>
      JSON.stringify({ messages: [...prompt, { role: "assistant", content }] }),
    ),
  );
  const name = "both-answers.jsonl";
  const bytes = new TextEncoder().encode(lines.join("\n"));
  return { source: name, names: [name], read: async () => bytes };
}
