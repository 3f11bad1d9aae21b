import type { Module } from "../module/module.ts";
import { AdamW } from "../optim/adam.ts";
import { decayGroups } from "../optim/decay-groups.ts";
import type { TrainerOptions } from "../training/trainer.ts";
import type { TrainingSettings } from "./settings.ts";

/** What trainers of all recipes share: AdamW with decaying matrices, clipped gradients, validation. */
export function trainerOptions(
  model: Module,
  settings: TrainingSettings,
  validationLoss: () => Promise<number>,
): Pick<
  TrainerOptions<unknown>,
  "model" | "optimizer" | "maxGradNorm" | "gradAccumulation" | "validation"
> {
  const { lr, beta2, weightDecay, gradClip, gradAccum, evalEvery } = settings;
  const groups = decayGroups(
    model.parameters().filter(({ requiresGrad }) => requiresGrad), // frozen ones have no moments
    weightDecay,
  );
  return {
    model,
    optimizer: new AdamW(groups, { lr, betas: [0.9, beta2] }),
    ...(gradClip > 0 ? { maxGradNorm: gradClip } : {}),
    gradAccumulation: gradAccum,
    validation: { every: evalEvery, loss: validationLoss },
  };
}
