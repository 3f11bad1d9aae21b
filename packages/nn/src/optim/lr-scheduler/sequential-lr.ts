import { expectInstance, expectList } from "../../options/expect-argument.ts";
import { Optimizer } from "../optimizer.ts";
import type { LRScheduler } from "./lr-scheduler.ts";
import { checkMilestones } from "./multi-step-lr.ts";
import { expectState, loadStates, type Scheduler, type SchedulerState } from "./scheduler-state.ts";
import { type Schedule, scheduled } from "./schedules.ts";

/** One schedule after another; each counts its steps from its milestone. */
export function sequentialSchedule(
  schedules: readonly Schedule[],
  milestones: readonly number[],
): Schedule {
  expectList("sequentialSchedule", "schedules", schedules);
  expectList("sequentialSchedule", "milestones", milestones);
  check("sequentialSchedule", schedules.length, milestones);
  return scheduled("sequentialSchedule", (step) => {
    const at = milestones.filter((milestone) => milestone <= step).length;
    return schedules[at]!(step - (milestones[at - 1] ?? 0));
  });
}

/** What a `SequentialLR` goes on from: the state of each scheduler in it. */
export interface SequentialState extends SchedulerState {
  readonly schedulers: readonly SchedulerState[];
}

/**
 * One scheduler after another, each from its first step at its milestone. PyTorch's `SequentialLR`.
 *
 * @throws TypeError for a scheduler of another optimiser; RangeError for other than one milestone less than schedulers,
 * and milestones that do not ascend
 */
export class SequentialLR implements Scheduler {
  readonly name = "SequentialLR";
  readonly optimizer: Optimizer;
  readonly schedulers: readonly LRScheduler[];
  readonly milestones: readonly number[];
  lastEpoch = 0;

  constructor(
    optimizer: Optimizer,
    schedulers: readonly LRScheduler[],
    milestones: readonly number[],
  ) {
    expectInstance("SequentialLR", "optimizer", optimizer, Optimizer, "an optimiser");
    expectList("SequentialLR", "schedulers", schedulers);
    expectList("SequentialLR", "milestones", milestones);
    check("SequentialLR", schedulers.length, milestones);
    for (const [i, scheduler] of schedulers.entries())
      if (scheduler.optimizer !== optimizer)
        throw new TypeError(`SequentialLR: scheduler ${i} belongs to another optimiser`);
    this.optimizer = optimizer;
    this.schedulers = schedulers;
    this.milestones = milestones;
    schedulers[0]!.moveTo(0); // undoes what the making of the others did
    optimizer.attach(this, schedulers);
  }

  /** Set the rates of the next step. */
  step(): void {
    this.lastEpoch++;
    const at = this.milestones.filter((milestone) => milestone <= this.lastEpoch).length;
    const scheduler = this.schedulers[at]!;
    if (this.milestones[at - 1] === this.lastEpoch) scheduler.moveTo(0);
    else scheduler.step();
  }

  get lastLr(): readonly number[] {
    return this.optimizer.groups.map(({ lr }) => lr);
  }

  stateDict(): SequentialState {
    const { lastEpoch, lastLr } = this;
    const { name } = this;
    return {
      scheduler: name,
      lastEpoch,
      lastLr,
      schedulers: this.schedulers.map((one) => one.stateDict()),
    };
  }

  loadStateDict(state: SequentialState): void {
    expectState(this.name, this.optimizer.groups.length, state);
    const { lastEpoch, lastLr, schedulers } = state;
    if (schedulers?.length !== this.schedulers.length)
      throw new RangeError(
        `SequentialLR: state of ${schedulers?.length} schedulers, expected ${this.schedulers.length}`,
      );
    loadStates(this.schedulers, schedulers);
    for (const [i, group] of this.optimizer.groups.entries()) group.lr = lastLr[i]!;
    this.lastEpoch = lastEpoch;
  }
}

function check(name: string, schedules: number, milestones: readonly number[]): void {
  checkMilestones(name, milestones);
  if (schedules !== milestones.length + 1)
    throw new RangeError(
      `${name}: ${schedules} schedules and ${milestones.length} milestones, expected one milestone less`,
    );
}
