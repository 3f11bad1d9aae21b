import { expectList, expectObject } from "../../options/expect-argument.ts";
import type { LRScheduler } from "./lr-scheduler.ts";
import { loadStates, type Scheduler, type SchedulerState } from "./scheduler-state.ts";

/** What a `ChainedScheduler` goes on from: the state of each scheduler in it. */
export interface ChainedState {
  readonly scheduler: string;
  readonly schedulers: readonly SchedulerState[];
}

/**
 * Schedulers of one optimiser that act together: their factors multiply. PyTorch's `ChainedScheduler`.
 *
 * @throws RangeError for no schedulers; TypeError for one of another optimiser
 */
export class ChainedScheduler implements Scheduler {
  readonly name = "ChainedScheduler";
  readonly schedulers: readonly LRScheduler[];

  constructor(schedulers: readonly LRScheduler[]) {
    expectList("ChainedScheduler", "schedulers", schedulers);
    const [first] = schedulers;
    if (!first) throw new RangeError("ChainedScheduler: no schedulers, expected at least one");
    for (const [i, { optimizer }] of schedulers.entries())
      if (optimizer !== first.optimizer)
        throw new TypeError(`ChainedScheduler: scheduler ${i} belongs to another optimiser`);
    this.schedulers = schedulers;
    first.optimizer.attach(this, schedulers);
  }

  /** Set the rates of the next step. */
  step(): void {
    for (const scheduler of this.schedulers) scheduler.step();
  }

  get lastLr(): readonly number[] {
    return this.schedulers[0]!.lastLr;
  }

  stateDict(): ChainedState {
    const schedulers = this.schedulers.map((scheduler) => scheduler.stateDict());
    return { scheduler: this.name, schedulers };
  }

  /** Take over what `stateDict` gave; nothing is changed when it throws. */
  loadStateDict(state: ChainedState): void {
    expectObject("ChainedScheduler", "state", state, "what stateDict() gives");
    const { schedulers } = state;
    if (schedulers?.length !== this.schedulers.length)
      throw new RangeError(
        `ChainedScheduler: state of ${schedulers?.length} schedulers, expected ${this.schedulers.length}`,
      );
    loadStates(this.schedulers, schedulers);
  }
}
