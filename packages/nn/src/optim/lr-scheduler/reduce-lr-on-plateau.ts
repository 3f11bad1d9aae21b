import { type Complete, defineOptions, type Given } from "../../options/define-options.ts";
import { anything, number, oneOf } from "../../options/fields.ts";
import type { Optimizer } from "../optimizer.ts";

const plateauOptions = defineOptions("ReduceLROnPlateau", {
  /** Whether a lower or a higher metric is better; "min" unless given. */
  mode: oneOf(["min", "max"], { default: "min" }),
  /** The rate is multiplied by it; 0.1 unless given. */
  factor: number({ below: 1, default: 0.1, expected: "below 1" }),
  /** Steps without an improvement that are put up with; 10 unless given. */
  patience: number({ to: Infinity, default: 10 }),
  /** Smallest improvement that counts; 1e-4 unless given. */
  threshold: number({ default: 1e-4 }),
  /** Whether the threshold is a part of the best metric or a difference; "rel" unless given. */
  thresholdMode: oneOf(["rel", "abs"], { default: "rel" }),
  /** Steps after a reduction in which nothing counts; 0 unless given. */
  cooldown: number({ to: Infinity, default: 0 }),
  /** Lowest rate, or one a group; 0 unless given. */
  minLr: anything<number | readonly number[]>({ default: 0 }),
  /** A smaller change of the rate is left out; 1e-8 unless given. */
  eps: number({ default: 1e-8 }),
});

export type ReduceLROnPlateauOptions = Given<typeof plateauOptions>;

export interface PlateauState {
  readonly best: number;
  readonly numBadEpochs: number;
  readonly cooldownCounter: number;
  readonly lastEpoch: number;
  readonly lastLr: readonly number[];
}

/** Reduces the rates when a metric stops improving. PyTorch's `ReduceLROnPlateau`. */
export class ReduceLROnPlateau {
  readonly optimizer: Optimizer;
  readonly #options: Complete<typeof plateauOptions>;
  readonly #minLrs: readonly number[];
  best: number;
  numBadEpochs = 0;
  cooldownCounter = 0;
  lastEpoch = 0;

  constructor(optimizer: Optimizer, options: ReduceLROnPlateauOptions = {}) {
    this.#options = plateauOptions.complete(options);
    const { mode, minLr } = this.#options;
    this.optimizer = optimizer;
    this.#minLrs = typeof minLr === "number" ? optimizer.groups.map(() => minLr) : minLr;
    if (this.#minLrs.length !== optimizer.groups.length)
      throw new RangeError(
        `ReduceLROnPlateau: minLr has ${this.#minLrs.length} rates, expected ${optimizer.groups.length}, one a group`,
      );
    this.best = mode === "min" ? Infinity : -Infinity;
  }

  /** Hear of the metric after a step or an epoch. */
  step(metric: number): void {
    const { patience, cooldown } = this.#options;
    this.lastEpoch++;
    if (this.#isBetter(metric)) {
      this.best = metric;
      this.numBadEpochs = 0;
    } else this.numBadEpochs++;
    if (this.cooldownCounter > 0) {
      this.cooldownCounter--;
      this.numBadEpochs = 0;
    }
    if (this.numBadEpochs <= patience) return;
    this.#reduce();
    this.cooldownCounter = cooldown;
    this.numBadEpochs = 0;
  }

  #isBetter(metric: number): boolean {
    const { mode, threshold, thresholdMode } = this.#options;
    const sign = mode === "min" ? -1 : 1;
    const limit =
      thresholdMode === "rel" ? this.best * (1 + sign * threshold) : this.best + sign * threshold;
    return mode === "min" ? metric < limit : metric > limit;
  }

  #reduce(): void {
    const { factor, eps } = this.#options;
    for (const [i, group] of this.optimizer.groups.entries()) {
      const reduced = Math.max(group.lr * factor, this.#minLrs[i]!);
      if (group.lr - reduced > eps) group.lr = reduced;
    }
  }

  get lastLr(): readonly number[] {
    return this.optimizer.groups.map(({ lr }) => lr);
  }

  stateDict(): PlateauState {
    const { best, numBadEpochs, cooldownCounter, lastEpoch, lastLr } = this;
    return { best, numBadEpochs, cooldownCounter, lastEpoch, lastLr };
  }

  loadStateDict({ lastLr, ...state }: PlateauState): void {
    if (lastLr.length !== this.optimizer.groups.length)
      throw new RangeError(
        `ReduceLROnPlateau: rates of ${lastLr.length} groups, expected ${this.optimizer.groups.length}`,
      );
    Object.assign(this, state);
    for (const [i, group] of this.optimizer.groups.entries()) group.lr = lastLr[i]!;
  }
}
