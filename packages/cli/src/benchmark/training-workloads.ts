import { recipes } from "@qkv/nn/recipes";
import type { Prepared, Workload } from "./workload.ts";

const trainingStep = (preset: string, setup: number): Workload => ({
  name: `training step, ${preset}`,
  unit: "ms",
  setup,
  prepare: () => prepareStep(preset),
});

/** Whole steps of presets of `qkv train`: forward, backward, clipping, AdamW. */
export const trainingWorkloads: readonly Workload[] = [
  trainingStep("tiny", 0.05),
  trainingStep("nanogpt-cpu", 0.2),
];

function prepareStep(preset: string): Prepared {
  const fresh = recipes[0].fresh(preset);
  const steps = fresh.trainingSteps();
  return {
    run: () => steps.run(),
    dispose: () => {
      steps[Symbol.dispose]();
      fresh.model.dispose();
    },
  };
}
