import { AdamW, decayGroups, type Module, type TrainerOptions } from "@qkv/nn";
import type { SharedSettings } from "../settings/training-settings.ts";

/** What trainers of all tasks share: AdamW with decaying matrices, clipped gradients, validation. */
export function trainerOptions(
  model: Module,
  settings: SharedSettings,
  validationLoss: () => Promise<number>,
): Pick<
  TrainerOptions<unknown>,
  "model" | "optimizer" | "maxGradNorm" | "gradAccumulation" | "validation"
> {
  const { lr, beta2, weightDecay, gradClip, gradAccum, evalEvery } = settings;
  const groups = decayGroups(model.parameters(), weightDecay);
  return {
    model,
    optimizer: new AdamW(groups, { lr, betas: [0.9, beta2] }),
    ...(gradClip > 0 ? { maxGradNorm: gradClip } : {}),
    gradAccumulation: gradAccum,
    validation: { every: evalEvery, loss: validationLoss },
  };
}
