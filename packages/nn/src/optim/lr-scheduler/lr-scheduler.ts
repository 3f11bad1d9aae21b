import { expectInstance } from "../../options/expect-argument.ts";
import { Optimizer, type ParameterGroup } from "../optimizer.ts";
import {
  expectState,
  optionsOf,
  type Scheduler,
  type SchedulerOptions,
  type SchedulerState,
  storedOptions,
} from "./scheduler-state.ts";
import type { Schedule } from "./schedules.ts";

/** Rate of step `step` from the rate of the step before, as PyTorch's `get_lr`: so that schedulers can be chained. */
export type RateRecursion = (step: number, lr: number, baseLr: number) => number;

/** The momentum of a step, where it is cycled. */
export type MomentumSchedule = (step: number) => number | undefined;

/** The rates of a group, from its base rate. */
export type GroupSchedule = (baseLr: number, group: ParameterGroup, index: number) => Schedule;

/** What a scheduler of one's own is made of beside its schedules. */
export interface SchedulerParts {
  readonly recursion?: RateRecursion;
  /** Momentum, or first beta, of a step. */
  readonly momentum?: MomentumSchedule;
  /** The options, which are saved with the state; the schedules, the recursion and the momentum read them here. */
  readonly options?: SchedulerOptions;
}

/**
 * Base of PyTorch's `lr_scheduler` classes: sets the rates of step 0 when it is made, and those of the next step by
 * `step()`, which follows `optimizer.step()`. Each group starts from its own rate, so layer-wise rates keep their
 * proportions.
 */
export abstract class LRScheduler implements Scheduler {
  readonly optimizer: Optimizer;
  /** Rates that the groups started from. */
  baseLrs: readonly number[];
  /** Number of the step whose rates are set. */
  lastEpoch = 0;
  readonly #scheduleOf: GroupSchedule;
  #schedules: readonly Schedule[];
  readonly #options: SchedulerOptions | undefined;
  readonly #recursion: RateRecursion | undefined;
  readonly #momentum: MomentumSchedule | undefined;

  /** `scheduleOf` gives a group's rates; without a recursion they also replace what another scheduler has set. */
  protected constructor(
    optimizer: Optimizer,
    scheduleOf: GroupSchedule,
    { recursion, momentum, options }: SchedulerParts = {},
  ) {
    expectInstance(
      options?.table.name ?? "LRScheduler",
      "optimizer",
      optimizer,
      Optimizer,
      "an optimiser",
    );
    this.optimizer = optimizer;
    for (const group of optimizer.groups) group.initialLr ??= group.lr;
    this.baseLrs = optimizer.groups.map(({ initialLr, lr }) => initialLr ?? lr);
    this.#scheduleOf = scheduleOf;
    this.#schedules = this.#schedulesFrom(this.baseLrs);
    this.#recursion = recursion;
    this.#momentum = momentum;
    this.#options = options;
    this.#advance(0);
    optimizer.attach(this);
  }

  get name(): string {
    return this.#options?.table.name ?? this.constructor.name;
  }

  #schedulesFrom(baseLrs: readonly number[]): readonly Schedule[] {
    return this.optimizer.groups.map((group, i) => this.#scheduleOf(baseLrs[i]!, group, i));
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
    const { name, lastEpoch, lastLr, baseLrs } = this;
    const options = this.#options && storedOptions(this.#options);
    return { scheduler: name, lastEpoch, lastLr, baseLrs, ...(options ? { options } : {}) };
  }

  /**
   * Take over what `stateDict` gave, options and base rates with it, as PyTorch's `load_state_dict`; the groups' rates are
   * set too. Nothing is changed when it throws.
   *
   * @throws StateDictError for a state of another kind, RangeError for one of other groups
   */
  loadStateDict(state: SchedulerState): void {
    expectState(this.name, this.optimizer.groups.length, state);
    const { lastEpoch, lastLr, baseLrs, options } = state;
    const values: object = this.#options?.values ?? {};
    const before = { ...values };
    if (this.#options) Object.assign(values, optionsOf(this.#options, options));
    try {
      this.#schedules = this.#schedulesFrom(baseLrs ?? this.baseLrs);
    } catch (error) {
      Object.assign(values, before);
      throw error;
    }
    this.baseLrs = baseLrs ?? this.baseLrs;
    this.#set(lastEpoch, lastLr);
  }
}
