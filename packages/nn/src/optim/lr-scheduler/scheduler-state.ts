import type { Fields, OptionTable, WholeOf } from "../../options/define-options.ts";
import { expectObject } from "../../options/expect-argument.ts";
import { StateDictError } from "../../weights/state-dict.ts";

/** What an optimiser knows of its schedulers. */
export interface Scheduler {
  /** "StepLR" */
  readonly name: string;
  stateDict(): object;
  loadStateDict(state: never): void;
}

/** What PyTorch's `state_dict` of a scheduler holds; states of older files have the first two members. */
export interface SchedulerState {
  /** Number of the step whose rates are set. */
  readonly lastEpoch: number;
  /** The groups' rates as they are now. */
  readonly lastLr: readonly number[];
  /** "StepLR" */
  readonly scheduler?: string;
  /** Rates that the groups started from. */
  readonly baseLrs?: readonly number[];
  /** Its options, but functions, which no file can hold. */
  readonly options?: object;
}

/** The options of a scheduler, which a state may replace: whoever reads them reads them here. */
export interface SchedulerOptions<F extends Fields = Fields> {
  readonly table: OptionTable<F>;
  readonly values: WholeOf<F>;
}

/** Those that a file can hold. */
export const storedOptions = ({ values }: SchedulerOptions): object =>
  Object.fromEntries(
    Object.entries(values).filter(
      ([, value]) => ![value].flat().some((one) => typeof one === "function"),
    ),
  );

/** All options by a state: functions are still those of the scheduler itself. */
export function optionsOf<F extends Fields>(
  { table, values }: SchedulerOptions<F>,
  stored: object | undefined,
): WholeOf<F> {
  if (!stored) return values;
  try {
    return table.complete({ ...values, ...stored });
  } catch (cause) {
    throw unfit(table.name, cause instanceof Error ? cause.message : String(cause));
  }
}

/** Throw unless a state is of this kind of scheduler, with a rate for each group. */
export function expectState(name: string, groups: number, state: SchedulerState): void {
  expectObject(name, "state", state, "what stateDict() gives");
  const { scheduler, lastEpoch, lastLr, baseLrs } = state;
  if (scheduler !== undefined && scheduler !== name)
    throw unfit(name, `it is of ${scheduler}; make that, or start this one anew`);
  if (!Number.isSafeInteger(lastEpoch) || lastEpoch < 0)
    throw unfit(name, `lastEpoch is ${lastEpoch}, expected a count`);
  for (const rates of baseLrs ? [lastLr, baseLrs] : [lastLr]) {
    if (!Array.isArray(rates) || !rates.every(Number.isFinite))
      throw unfit(name, `the rates are ${JSON.stringify(rates)}, expected numbers`);
    if (rates.length !== groups)
      throw new RangeError(`${name}: rates of ${rates.length} groups, expected ${groups}`);
  }
}

/** Give each its state; none is changed when one of them throws. */
export function loadStates(schedulers: readonly Scheduler[], states: readonly object[]): void {
  const before = schedulers.map((scheduler) => scheduler.stateDict());
  const load = (all: readonly object[]): void => {
    for (const [i, scheduler] of schedulers.entries()) scheduler.loadStateDict(all[i] as never);
  };
  try {
    load(states);
  } catch (error) {
    load(before);
    throw error;
  }
}

const unfit = (name: string, problem: string): StateDictError =>
  new StateDictError(`${name}: state dict does not fit: ${problem}`);
