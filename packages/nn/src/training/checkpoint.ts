import type { Module } from "../module/module.ts";
import type { GeneratorState } from "../random/generator.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { readSafetensors } from "../weights/read-safetensors.ts";
import { SafetensorsStream } from "../weights/safetensors-stream.ts";
import type { Trainer } from "./trainer.ts";

/** Everything of a training run but its tensors. */
interface TrainingState {
  readonly version: 1;
  readonly step: number;
  readonly optimizerSteps: readonly number[];
  readonly generator: GeneratorState;
  readonly data: unknown;
}

/** Thrown when a file is no training checkpoint, or not one of this run's shape. */
export class CheckpointError extends Error {
  override readonly name = "CheckpointError";
}

/** A module's parameters and buffers as a safetensors file, each shared one once, by its first name. */
export async function saveModel(
  model: Module,
  metadata: Readonly<Record<string, string>> = {},
): Promise<Uint8Array> {
  return new SafetensorsStream(model.namedTensors(), { format: "pt", ...metadata }).bytes();
}

/** Parameters, buffers, moments, generator, data position and step in one file: what `resume` goes on from. */
export async function saveTraining<B>(trainer: Trainer<B>): Promise<Uint8Array> {
  const { model, optimizer, data } = trainer.options;
  const { steps, tensors } = optimizer.stateDict();
  const state: TrainingState = {
    version: 1,
    step: trainer.step,
    optimizerSteps: steps,
    generator: trainer.generator.state,
    data: data.state,
  };
  const all = [...prefixed("model.", model.namedTensors()), ...prefixed("optimizer.", tensors)];
  return new SafetensorsStream(all, { training: JSON.stringify(state) }).bytes();
}

const prefixed = (prefix: string, tensors: Iterable<readonly [string, Tensor]>) =>
  Array.from(tensors, ([name, tensor]) => [prefix + name, tensor] as const);

/** Put a trainer, made as the one that was saved, where that one was. Its next losses are the same to the bit. */
export function resumeTraining<B>(trainer: Trainer<B>, bytes: Uint8Array): void {
  const { tensors, metadata } = readSafetensors(bytes);
  const state = parseState(metadata.training);
  const { model, optimizer, data } = trainer.options;
  const parameters = [...tensors].filter(([name]) => name.startsWith("model."));
  model.loadStateDict(
    new Map(parameters.map(([name, value]) => [name.slice("model.".length), value])),
  );
  optimizer.loadStateDict(state.optimizerSteps, (name) => {
    const moments = tensors.get(`optimizer.${name}`);
    if (!moments) throw new CheckpointError(`checkpoint: optimizer.${name} is missing`);
    return moments.values;
  });
  trainer.generator.state = state.generator;
  data.state = state.data;
  trainer.step = state.step;
}

function parseObject(json: string): Partial<TrainingState> {
  try {
    return Object(JSON.parse(json));
  } catch {
    throw new CheckpointError("checkpoint: the training state is damaged");
  }
}

function parseState(json: string | undefined): TrainingState {
  if (json === undefined)
    throw new CheckpointError("checkpoint: this safetensors file holds no training state");
  const state = parseObject(json);
  const { version, step, optimizerSteps, generator } = state;
  const isCount = (value: unknown): value is number =>
    Number.isSafeInteger(value) && Number(value) >= 0;
  if (version !== 1) throw new CheckpointError(`checkpoint: version is ${version}, expected 1`);
  if (
    !isCount(step) ||
    !Array.isArray(optimizerSteps) ||
    !optimizerSteps.every(isCount) ||
    !generator
  )
    throw new CheckpointError("checkpoint: the training state is damaged");
  return { version, step, optimizerSteps, generator, data: state.data };
}
