import type { SchedulerState } from "../optim/lr-scheduler/scheduler-state.ts";
import type { GroupState } from "../optim/optimizer-state.ts";
import type { GeneratorState } from "../random/generator.ts";

/** Everything of a training run but its tensors. */
export interface TrainingState {
  readonly step: number;
  readonly optimizer: {
    /** "AdamW"; not known of files of version 1, nor are the groups. */
    readonly optimizer?: string | undefined;
    readonly groups?: readonly GroupState[] | undefined;
    readonly steps: readonly number[];
  };
  /** The optimiser's parameters by their names in the model; null for one that the model does not have. */
  readonly parameters?: readonly (string | null)[] | undefined;
  /** Those of the schedulers of the optimiser; not known of files of version 1. */
  readonly schedulers?: readonly SchedulerState[] | undefined;
  readonly generator: GeneratorState;
  readonly data: unknown;
}

/** Thrown when a file is no training checkpoint, or not one of this run's shape. */
export class CheckpointError extends Error {
  override readonly name = "CheckpointError";
}

const version = 2;

export const trainingStateJson = (state: TrainingState): string =>
  JSON.stringify({
    ...{ version, ...state },
    ...{ optimizer: spelled(state.optimizer), schedulers: spelled(state.schedulers) },
  });

/** @throws CheckpointError for what is no state, or damaged */
export function parseTrainingState(json: string | undefined): TrainingState {
  if (json === undefined)
    throw new CheckpointError("checkpoint: this safetensors file holds no training state");
  const state = parseObject(json);
  if (state.version !== 1 && state.version !== version)
    throw new CheckpointError(`checkpoint: version is ${state.version}, expected 1 or ${version}`);
  const read = state.version === 1 ? ofVersion1(state) : ofVersion2(state);
  if (!read) throw new CheckpointError("checkpoint: the training state is damaged");
  return read;
}

type Fields = Readonly<Record<string, unknown>>;

/** Written before optimisers saved their settings. */
function ofVersion1({ step, optimizerSteps, generator, data }: Fields): TrainingState | undefined {
  if (!isCount(step) || !isListOf(optimizerSteps, isCount) || !isObject(generator))
    return undefined;
  const checkedLater = generator as unknown as GeneratorState; // by the generator itself
  return { step, optimizer: { steps: optimizerSteps }, generator: checkedLater, data };
}

function ofVersion2(fields: Fields): TrainingState | undefined {
  const { step, parameters, generator, data } = fields;
  const [optimizer, schedulers] = [unspelled(fields.optimizer), unspelled(fields.schedulers)];
  if (!isCount(step) || !isObject(generator) || !isObject(optimizer)) return undefined;
  if (!isListOf(parameters, isNameOrNone) || !isListOf(schedulers, isObject)) return undefined;
  const { optimizer: name, groups, steps } = optimizer;
  if (typeof name !== "string" || !isListOf(steps, isCount) || !isListOf(groups, isGroup))
    return undefined;
  return {
    ...{ step, optimizer: { optimizer: name, groups, steps }, parameters, data },
    // Their members are looked at by whom they belong to.
    schedulers: schedulers as unknown as readonly SchedulerState[],
    generator: generator as unknown as GeneratorState,
  };
}

const isObject = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const isCount = (value: unknown): value is number =>
  Number.isSafeInteger(value) && Number(value) >= 0;
const isText = (value: unknown): value is string => typeof value === "string";
const isNameOrNone = (value: unknown): value is string | null => value === null || isText(value);
const isListOf = <T>(value: unknown, is: (one: unknown) => one is T): value is T[] =>
  Array.isArray(value) && value.every(is);
const isGroup = (value: unknown): value is GroupState =>
  isObject(value) && isListOf(value.params, isCount) && isListOf(value.kept, isText);

function parseObject(json: string): Fields {
  try {
    return Object(JSON.parse(json));
  } catch {
    throw new CheckpointError("checkpoint: the training state is damaged");
  }
}

const notFinite = ["Infinity", "-Infinity", "NaN"];

/** JSON has no infinity: the best metric of a plateau before the first, a limit that is none. */
const spelled = (value: unknown): unknown =>
  mapped(value, (one) => (typeof one === "number" && !Number.isFinite(one) ? String(one) : one));
const unspelled = (value: unknown): unknown =>
  mapped(value, (one) => (isText(one) && notFinite.includes(one) ? Number(one) : one));

function mapped(value: unknown, change: (leaf: unknown) => unknown): unknown {
  if (Array.isArray(value)) return value.map((one) => mapped(one, change));
  if (!isObject(value)) return change(value);
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, mapped(one, change)]));
}
