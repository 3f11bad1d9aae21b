import { manualSeed } from "../../src/index.ts";
import { type FileSource, filesInMemory } from "../../src/model-folder/index.ts";
import type { ReadyTraining, TrainingRun } from "../../src/recipes/index.ts";

/** A run that is trained as far as its settings say, and the folder that it leaves. */
export async function trained(
  ready: ReadyTraining,
): Promise<{ readonly run: TrainingRun; readonly folder: FileSource }> {
  manualSeed(ready.settings.seed);
  const run = ready.start();
  await run.fit({ steps: ready.settings.steps });
  await run.heldOut.atTheEnd();
  const files = new Map([...ready.files(), ...(await run.modelFiles())]);
  return { run, folder: filesInMemory(files, "run") };
}
