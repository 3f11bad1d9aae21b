import {
  Adagrad,
  Adam,
  AdamW,
  constantSchedule,
  cosineSchedule,
  decayGroups,
  Lion,
  linearSchedule,
  type Module,
  type Optimizer,
  RMSprop,
  type Schedule,
  SGD,
} from "@qkv/nn";
import type { RunSettings } from "../protocol.ts";

/** An optimiser of which matrices decay and vectors do not. */
export function optimizerOf({ optimizer, lr, weightDecay }: RunSettings, model: Module): Optimizer {
  const groups = decayGroups(model, weightDecay);
  switch (optimizer) {
    case "adamw":
      return new AdamW(groups, { lr, betas: [0.9, 0.99] });
    case "adam":
      return new Adam(groups, { lr, betas: [0.9, 0.99] });
    case "sgd":
      return new SGD(groups, { lr, momentum: 0.9 });
    case "lion":
      return new Lion(groups, { lr });
    case "rmsprop":
      return new RMSprop(groups, { lr });
    case "adagrad":
      return new Adagrad(groups, { lr });
  }
}

/** The rate of each step, which ends at a tenth of the highest. */
export function scheduleOf({ schedule, lr: peak, warmup, steps }: RunSettings): Schedule {
  const warm = Math.min(warmup, Math.max(0, steps - 1));
  if (schedule === "constant") return constantSchedule({ peak, warmup: warm });
  const options = { peak, minimum: peak / 10, warmup: warm, steps };
  return schedule === "cosine" ? cosineSchedule(options) : linearSchedule(options);
}
