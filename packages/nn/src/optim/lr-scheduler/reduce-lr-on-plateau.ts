import { refuseUnknown } from "../../options/refuse-unknown.ts";
import type { Optimizer } from "../optimizer.ts";

export interface ReduceLROnPlateauOptions {
  /** Whether a lower or a higher metric is better; "min" unless given. */
  readonly mode?: "min" | "max";
  /** The rate is multiplied by it; 0.1 unless given. */
  readonly factor?: number;
  /** Steps without an improvement that are put up with; 10 unless given. */
  readonly patience?: number;
  /** Smallest improvement that counts; 1e-4 unless given. */
  readonly threshold?: number;
  /** Whether the threshold is a part of the best metric or a difference; "rel" unless given. */
  readonly thresholdMode?: "rel" | "abs";
  /** Steps after a reduction in which nothing counts; 0 unless given. */
  readonly cooldown?: number;
  /** Lowest rate, or one a group; 0 unless given. */
  readonly minLr?: number | readonly number[];
  /** A smaller change of the rate is left out; 1e-8 unless given. */
  readonly eps?: number;
}

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
  readonly #options: Required<ReduceLROnPlateauOptions>;
  readonly #minLrs: readonly number[];
  best: number;
  numBadEpochs = 0;
  cooldownCounter = 0;
  lastEpoch = 0;

  constructor(optimizer: Optimizer, options: ReduceLROnPlateauOptions = {}) {
    refuseUnknown("ReduceLROnPlateau", options, [
      ...["mode", "factor", "patience", "threshold"],
      ...["thresholdMode", "cooldown", "minLr", "eps"],
    ]);
    const {
      mode = "min",
      factor = 0.1,
      patience = 10,
      threshold = 1e-4,
      thresholdMode = "rel",
      cooldown = 0,
      minLr = 0,
      eps = 1e-8,
    } = options;
    const wrong = (what: string): Error => new RangeError(`ReduceLROnPlateau: ${what}`);
    if (!(factor < 1)) throw wrong(`factor is ${factor}, expected below 1`);
    if (mode !== "min" && mode !== "max") throw wrong(`mode is "${mode}", expected "min" or "max"`);
    if (thresholdMode !== "rel" && thresholdMode !== "abs")
      throw wrong(`thresholdMode is "${thresholdMode}", expected "rel" or "abs"`);
    this.optimizer = optimizer;
    this.#minLrs = typeof minLr === "number" ? optimizer.groups.map(() => minLr) : minLr;
    if (this.#minLrs.length !== optimizer.groups.length)
      throw wrong(
        `minLr has ${this.#minLrs.length} rates, expected ${optimizer.groups.length}, one a group`,
      );
    this.#options = {
      ...{ mode, factor, patience, threshold },
      ...{ thresholdMode, cooldown, minLr, eps },
    };
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
