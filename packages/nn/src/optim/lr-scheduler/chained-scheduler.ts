import type { LRScheduler, SchedulerState } from "./lr-scheduler.ts";

/** Schedulers of one optimiser that act together: their factors multiply. PyTorch's `ChainedScheduler`. */
export class ChainedScheduler {
  readonly schedulers: readonly LRScheduler[];

  constructor(schedulers: readonly LRScheduler[]) {
    const [first] = schedulers;
    if (!first) throw new RangeError("ChainedScheduler: no schedulers, expected at least one");
    for (const [i, { optimizer }] of schedulers.entries())
      if (optimizer !== first.optimizer)
        throw new TypeError(`ChainedScheduler: scheduler ${i} belongs to another optimiser`);
    this.schedulers = schedulers;
  }

  /** Set the rates of the next step. */
  step(): void {
    for (const scheduler of this.schedulers) scheduler.step();
  }

  get lastLr(): readonly number[] {
    return this.schedulers[0]!.lastLr;
  }

  stateDict(): readonly SchedulerState[] {
    return this.schedulers.map((scheduler) => scheduler.stateDict());
  }

  loadStateDict(states: readonly SchedulerState[]): void {
    if (states.length !== this.schedulers.length)
      throw new RangeError(
        `ChainedScheduler: state of ${states.length} schedulers, expected ${this.schedulers.length}`,
      );
    for (const [i, state] of states.entries()) this.schedulers[i]!.loadStateDict(state);
  }
}
