import type { Optimizer } from "../optimizer.ts";
import { LRScheduler } from "./lr-scheduler.ts";
import { type OneCycleShape, oneCycleMomentum, oneCycleSchedule } from "./one-cycle.ts";

export interface OneCycleOptions extends OneCycleShape {
  /** Highest rate, times each group's lrScale; or one rate a group. */
  readonly maxLr: number | readonly number[];
  /** Also cycle the momentum, or the first beta, against the rate; on unless given. */
  readonly cycleMomentum?: boolean;
  /** Momentum at the highest rate; 0.85 unless given. */
  readonly baseMomentum?: number;
  /** Momentum at the ends; 0.95 unless given. */
  readonly maxMomentum?: number;
}

/** PyTorch's `OneCycleLR`. */
export class OneCycleLR extends LRScheduler {
  constructor(
    optimizer: Optimizer,
    {
      maxLr,
      cycleMomentum = true,
      baseMomentum = 0.85,
      maxMomentum = 0.95,
      ...shape
    }: OneCycleOptions,
  ) {
    if (typeof maxLr !== "number" && maxLr.length !== optimizer.groups.length)
      throw new RangeError(
        `OneCycleLR: maxLr has ${maxLr.length} rates, expected ${optimizer.groups.length}, one a group`,
      );
    const still = optimizer.groups.some(({ betas, momentum }) => !betas && momentum === undefined);
    if (cycleMomentum && still)
      throw new TypeError(
        "OneCycleLR: the optimiser has neither momentum nor betas; pass { cycleMomentum: false }",
      );
    super(
      optimizer,
      (_, { lrScale }, i) =>
        oneCycleSchedule({
          ...shape,
          maxLr: typeof maxLr === "number" ? maxLr * lrScale : maxLr[i]!,
        }),
      { momentum: cycleMomentum ? oneCycleMomentum(shape, baseMomentum, maxMomentum) : undefined },
    );
  }
}
