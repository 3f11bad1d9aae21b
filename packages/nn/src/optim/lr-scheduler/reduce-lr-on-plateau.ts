import { type Complete, defineOptions, type Given } from "../../options/define-options.ts";
import { expectInstance, expectNumeric } from "../../options/expect-argument.ts";
import { number, oneOf, passing } from "../../options/fields.ts";
import { isNumberOrNumbers } from "../../options/kinds-of-values.ts";
import { Optimizer } from "../optimizer.ts";
import {
  expectState,
  optionsOf,
  type Scheduler,
  type SchedulerState,
  storedOptions,
} from "./scheduler-state.ts";

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
  minLr: passing<number | readonly number[]>(isNumberOrNumbers, {
    default: 0,
    expected: "a number, or one a group",
  }),
  /** A smaller change of the rate is left out; 1e-8 unless given. */
  eps: number({ default: 1e-8 }),
});

/** Arguments of `ReduceLROnPlateau`; names and defaults are PyTorch's. */
export type ReduceLROnPlateauOptions = Given<typeof plateauOptions>;

/** What a `ReduceLROnPlateau` goes on from: the best value so far, and how long ago it was. */
export interface PlateauState extends SchedulerState {
  readonly best: number;
  readonly numBadEpochs: number;
  readonly cooldownCounter: number;
}

/** Reduces the rates when a metric stops improving. PyTorch's `ReduceLROnPlateau`. */
export class ReduceLROnPlateau implements Scheduler {
  readonly name = "ReduceLROnPlateau";
  readonly optimizer: Optimizer;
  #options: Complete<typeof plateauOptions>;
  #minLrs: readonly number[];
  best: number;
  numBadEpochs = 0;
  cooldownCounter = 0;
  lastEpoch = 0;

  constructor(optimizer: Optimizer, options: ReduceLROnPlateauOptions = {}) {
    expectInstance("ReduceLROnPlateau", "optimizer", optimizer, Optimizer, "an optimiser");
    this.#options = plateauOptions.complete(options);
    this.optimizer = optimizer;
    this.#minLrs = this.#ratesOf(this.#options);
    this.best = this.#options.mode === "min" ? Infinity : -Infinity;
    optimizer.attach(this);
  }

  /** The lowest rate of each group. */
  #ratesOf({ minLr }: Complete<typeof plateauOptions>): readonly number[] {
    const { groups } = this.optimizer;
    const rates = typeof minLr === "number" ? groups.map(() => minLr) : minLr;
    if (rates.length !== groups.length)
      throw new RangeError(
        `ReduceLROnPlateau: minLr has ${rates.length} rates, expected ${groups.length}, one a group`,
      );
    return rates;
  }

  /** Hear of the metric after a step or an epoch. */
  step(metric: number): void {
    expectNumeric("ReduceLROnPlateau", "metric", metric);
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
    const { name, best, numBadEpochs, cooldownCounter, lastEpoch, lastLr } = this;
    const options = storedOptions({ table: plateauOptions, values: this.#options });
    return { scheduler: name, best, numBadEpochs, cooldownCounter, lastEpoch, lastLr, options };
  }

  /** Take over what `stateDict` gave, options with it; nothing is changed when it throws. */
  loadStateDict(state: PlateauState): void {
    expectState(this.name, this.optimizer.groups.length, state);
    const { best, numBadEpochs, cooldownCounter, lastEpoch, lastLr } = state;
    const options = optionsOf({ table: plateauOptions, values: this.#options }, state.options);
    this.#minLrs = this.#ratesOf(options);
    this.#options = options;
    Object.assign(this, { best, numBadEpochs, cooldownCounter, lastEpoch });
    for (const [i, group] of this.optimizer.groups.entries()) group.lr = lastLr[i]!;
  }
}
