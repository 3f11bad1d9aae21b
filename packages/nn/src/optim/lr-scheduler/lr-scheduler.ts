import type { Optimizer, ParameterGroup } from "../optimizer.ts";
import type { Schedule } from "./schedules.ts";

/** Rate of step `step` from the rate of the step before, as PyTorch's `get_lr`: so that schedulers can be chained. */
export type Recursion = (step: number, lr: number, baseLr: number) => number;

interface SchedulerParts {
  readonly recursion?: Recursion;
  /** Momentum, or first beta, of a step. */
  readonly momentum?: Schedule | undefined;
}

export interface SchedulerState {
  readonly lastEpoch: number;
  readonly lastLr: readonly number[];
}

/**
 * Base of PyTorch's `lr_scheduler` classes: sets the rates of step 0 when it is made, and those of the next step by
 * `step()`, which follows `optimizer.step()`. Each group starts from its own rate, so layer-wise rates keep their
 * proportions.
 */
export abstract class LRScheduler {
  readonly optimizer: Optimizer;
  /** Rates that the groups started from. */
  readonly baseLrs: readonly number[];
  /** Number of the step whose rates are set. */
  lastEpoch = 0;
  readonly #schedules: readonly Schedule[];
  readonly #recursion: Recursion | undefined;
  readonly #momentum: Schedule | undefined;

  /** `scheduleOf` gives a group's rates; without a recursion they also replace what another scheduler has set. */
  protected constructor(
    optimizer: Optimizer,
    scheduleOf: (baseLr: number, group: ParameterGroup, index: number) => Schedule,
    { recursion, momentum }: SchedulerParts = {},
  ) {
    this.optimizer = optimizer;
    for (const group of optimizer.groups) group.initialLr ??= group.lr;
    this.baseLrs = optimizer.groups.map(({ initialLr, lr }) => initialLr ?? lr);
    this.#schedules = optimizer.groups.map((group, i) => scheduleOf(this.baseLrs[i]!, group, i));
    this.#recursion = recursion;
    this.#momentum = momentum;
    this.#advance(0);
  }

  /** Set the rates of the next step. */
  step(): void {
    this.#advance(this.lastEpoch + 1);
  }

  /** Set the rates of any step, whatever they are now. */
  moveTo(step: number): void {
    const rates = this.#schedules.map((schedule) => schedule(step));
    this.#set(step, rates);
  }

  #advance(step: number): void {
    const recursion = this.#recursion;
    const { groups } = this.optimizer;
    if (recursion)
      this.#set(
        step,
        groups.map(({ lr }, i) => recursion(step, lr, this.baseLrs[i]!)),
      );
    else this.moveTo(step);
  }

  #set(step: number, rates: readonly number[]): void {
    this.lastEpoch = step;
    const momentum = this.#momentum?.(step);
    for (const [i, group] of this.optimizer.groups.entries()) {
      group.lr = rates[i]!;
      if (momentum === undefined) continue;
      if (group.betas) group.betas = [momentum, group.betas[1]];
      else group.momentum = momentum;
    }
  }

  /** The rates that are set, group by group. */
  get lastLr(): readonly number[] {
    return this.optimizer.groups.map(({ lr }) => lr);
  }

  stateDict(): SchedulerState {
    return { lastEpoch: this.lastEpoch, lastLr: this.lastLr };
  }

  loadStateDict({ lastEpoch, lastLr }: SchedulerState): void {
    if (lastLr.length !== this.optimizer.groups.length)
      throw new RangeError(
        `${this.constructor.name}: rates of ${lastLr.length} groups, expected ${this.optimizer.groups.length}`,
      );
    this.#set(lastEpoch, lastLr);
  }
}
