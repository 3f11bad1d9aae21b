import { Module } from "../module/module.ts";
import { loadStates } from "../optim/lr-scheduler/scheduler-state.ts";
import type { Optimizer } from "../optim/optimizer.ts";
import { expectInstance, expectIterable, expectMetadata } from "../options/expect-argument.ts";
import type { Tensor } from "../tensor/tensor.ts";
import type { HostTensor } from "../weights/host-tensor.ts";
import { readSafetensors } from "../weights/read-safetensors.ts";
import { SafetensorsStream, type WritableTensor } from "../weights/safetensors-stream.ts";
import { expectFit } from "../weights/state-dict.ts";
import { Trainer } from "./trainer.ts";
import {
  CheckpointError,
  parseTrainingState,
  type TrainingState,
  trainingStateJson,
} from "./training-state.ts";

export { CheckpointError };

/** A module's parameters and buffers as a safetensors file, each shared one once, by its first name. */
export async function saveModel(
  model: Module,
  metadata: Readonly<Record<string, string>> = {},
): Promise<Uint8Array> {
  expectInstance("saveModel", "model", model, Module, "a module");
  expectMetadata("saveModel", metadata);
  return new SafetensorsStream(model.namedTensors(), { format: "pt", ...metadata }).bytes();
}

/**
 * Parameters, buffers, the optimiser's moments and settings, its schedulers, generator, data position and step in one file:
 * what `resumeTraining` goes on from. It is of one moment: a step that is under way is waited for, and the next waits.
 * `metadata` and tensors `beside` are put there too, for whoever keeps more; these have names of their own: "best.weight".
 */
export async function saveTraining<B>(
  trainer: Trainer<B>,
  metadata: Readonly<Record<string, string>> = {},
  beside: Iterable<readonly [name: string, tensor: WritableTensor]> = [],
): Promise<Uint8Array> {
  expectInstance("saveTraining", "trainer", trainer, Trainer, "a Trainer");
  expectMetadata("saveTraining", metadata);
  expectIterable("saveTraining", "beside", beside);
  return trainer.betweenSteps(() => {
    const { model, optimizer, data } = trainer.options;
    const { tensors, ...settings } = optimizer.stateDict();
    const training = trainingStateJson({
      ...{ step: trainer.step, optimizer: settings, parameters: namesOf(optimizer, model) },
      schedulers: optimizer.schedulers.map(
        (scheduler) => ({ ...scheduler.stateDict(), scheduler: scheduler.name }) as never,
      ),
      ...{ generator: trainer.generator.state, data: data.state },
    });
    const all = [...prefixed("model.", model.namedTensors()), ...prefixed("optimizer.", tensors)];
    return new SafetensorsStream([...all, ...beside], { ...metadata, training }).bytes();
  });
}

const prefixed = (prefix: string, tensors: Iterable<readonly [string, Tensor]>) =>
  Array.from(tensors, ([name, tensor]) => [prefix + name, tensor] as const);

/** The optimiser's parameters by their names in the model. */
function namesOf(optimizer: Optimizer, model: Module): readonly (string | null)[] {
  const names = new Map(Array.from(model.namedTensors(), ([name, tensor]) => [tensor, name]));
  return optimizer.parameters().map((parameter) => names.get(parameter) ?? null);
}

/**
 * Put a trainer, made as the one that was saved, where that one was. Its next losses are the same to the bit. Schedulers
 * are made before, as they were for the one that was saved. Nothing is changed when it throws: not the model, the
 * optimiser, its schedulers, the generator, nor the position in the data.
 *
 * @throws CheckpointError, StateDictError and SafetensorsError for what cannot be gone on with
 */
export function resumeTraining<B>(trainer: Trainer<B>, bytes: Uint8Array): void {
  expectInstance("resumeTraining", "trainer", trainer, Trainer, "a Trainer");
  trainer.requireBetweenSteps("resumeTraining");
  const { tensors, metadata } = readSafetensors(bytes);
  const state = parseTrainingState(metadata.training);
  const { model, optimizer, data } = trainer.options;
  const weights = withoutPrefix("model.", tensors);
  expectFit(model.constructor.name, model.stateDict(), weights, true);
  expectSameParameters(state, namesOf(optimizer, model));
  expectSchedulers(state, optimizer);
  const undo = remembered(trainer);
  try {
    if (state.schedulers) loadStates(optimizer.schedulers, state.schedulers);
    trainer.generator.state = state.generator;
    data.state = state.data;
    // Last of what may refuse: it changes nothing when it does. Its settings stand above those of schedulers.
    optimizer.loadStateDict({
      ...state.optimizer,
      tensors: withoutPrefix("optimizer.", tensors),
    });
  } catch (error) {
    undo();
    throw error;
  }
  model.loadStateDict(weights);
  trainer.step = state.step;
}

function withoutPrefix(prefix: string, tensors: ReadonlyMap<string, HostTensor>) {
  const named = [...tensors].filter(([name]) => name.startsWith(prefix));
  return new Map(named.map(([name, value]) => [name.slice(prefix.length), value]));
}

/** Each moment belongs to a parameter: the same ones in the same order. */
function expectSameParameters(
  { parameters }: TrainingState,
  own: readonly (string | null)[],
): void {
  if (!parameters || parameters.length !== own.length) return; // the optimiser says how many it expected
  const other = own.findIndex((name, i) => name !== parameters[i]);
  if (other >= 0)
    throw new CheckpointError(
      `checkpoint: parameter ${other} of the optimiser is ${parameters[other]}, expected ${own[other]}; ` +
        "make the groups as those that were saved",
    );
}

function expectSchedulers({ schedulers }: TrainingState, optimizer: Optimizer): void {
  if (!schedulers) return;
  const saved = schedulers.map(({ scheduler }) => String(scheduler));
  const own = optimizer.schedulers.map(({ name }) => name);
  if (saved.join() !== own.join())
    throw new CheckpointError(
      `checkpoint: the schedulers of the optimiser were ${saved.join(", ") || "none"}, expected ${own.join(", ") || "none"}; ` +
        "make the same ones before resuming, and others after it",
    );
}

/** What a resumption changes before it is certain; the function that is returned puts it back. */
function remembered<B>({ options, generator }: Trainer<B>): () => void {
  const { optimizer, data } = options;
  const generatorState = generator.state;
  const dataState = data.state;
  const schedulers = optimizer.schedulers.map((one) => [one, one.stateDict()] as const);
  const settings = optimizer.groups.map((group) => [group, { ...group }] as const);
  return () => {
    for (const [scheduler, state] of schedulers) scheduler.loadStateDict(state as never);
    for (const [group, before] of settings) Object.assign(group, before);
    generator.state = generatorState;
    data.state = dataState;
  };
}
