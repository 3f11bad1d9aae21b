import type { Module } from "../module/module.ts";
import { AdamW } from "../optim/adam.ts";
import { decayGroups } from "../optim/decay-groups.ts";
import type { Optimizer } from "../optim/optimizer.ts";
import type { TrainerOptions } from "../training/trainer.ts";
import type { TrainingSettings } from "./settings.ts";

/** What trainers of all recipes share: AdamW with decaying matrices unless another is given, clipped gradients, validation. */
export function trainerOptions(
  model: Module,
  settings: TrainingSettings,
  validationLoss: () => Promise<number>,
  optimizer: Optimizer = decayingAdamW(model, settings),
): Pick<
  TrainerOptions<unknown>,
  "model" | "optimizer" | "maxGradNorm" | "gradAccumulation" | "validation"
> {
  const { gradClip, gradAccum, evalEvery } = settings;
  return {
    ...{ model, optimizer },
    ...(gradClip > 0 ? { maxGradNorm: gradClip } : {}),
    gradAccumulation: gradAccum,
    validation: { every: evalEvery, loss: validationLoss },
  };
}

/** Matrices decay, vectors and frozen parameters do not. */
export function decayingAdamW(
  model: Module,
  { lr, beta2, weightDecay }: Pick<TrainingSettings, "lr" | "beta2" | "weightDecay">,
): AdamW {
  const groups = decayGroups(
    model.parameters().filter(({ requiresGrad }) => requiresGrad), // frozen ones have no moments
    weightDecay,
  );
  return new AdamW(groups, { lr, betas: [0.9, beta2] });
}
