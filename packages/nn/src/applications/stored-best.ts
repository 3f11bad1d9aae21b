import type { Module } from "../module/module.ts";
import type { WeightAverage } from "../optim/weight-average.ts";
import type { Figures, FigureTable } from "../recipes/figures.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { CheckpointError } from "../training/checkpoint.ts";
import type { HostTensor } from "../weights/host-tensor.ts";
import type { Safetensors } from "../weights/read-safetensors.ts";
import { expectFit } from "../weights/state-dict.ts";
import type { BestWeights, Weights } from "./best-weights.ts";
import type { HeldOutState } from "./held-out-data.ts";

/** What a checkpoint of an application has beside what every training has. */
export interface StoredBest extends HeldOutState {
  readonly average: Weights | undefined;
  readonly averageUpdates: number;
}

const [bestPrefix, averagePrefix] = ["best.", "average."];

/** The best weights and the average as tensors and words of a file. */
export function bestTensors({
  best,
  sinceBest,
  average,
}: HeldOutState & { readonly average: WeightAverage | undefined }): {
  readonly metadata: Readonly<Record<string, string>>;
  readonly tensors: readonly (readonly [string, HostTensor | Tensor])[];
} {
  const averaged = average?.stateDict();
  const { step, score } = best ?? {};
  const held = JSON.stringify({ step, score, sinceBest, averageUpdates: averaged?.updates ?? 0 });
  const prefixed = <T>(prefix: string, named: ReadonlyMap<string, T> = new Map()) =>
    [...named].map(([name, one]) => [prefix + name, one] as const);
  return {
    metadata: { validation: held },
    tensors: [
      ...prefixed(bestPrefix, best?.weights),
      ...prefixed(averagePrefix, averaged?.tensors),
    ],
  };
}

/**
 * The same out of a file, which is not trusted.
 *
 * @throws CheckpointError and StateDictError for what is no such part of a checkpoint
 */
export function readBest(
  { tensors, metadata }: Safetensors,
  model: Module,
  figures: FigureTable,
): StoredBest {
  const { step, score, sinceBest, averageUpdates } = parsed(metadata.validation);
  const [best, average] = [bestPrefix, averagePrefix].map((prefix) => {
    const named = [...tensors].filter(([name]) => name.startsWith(prefix));
    return new Map(named.map(([name, one]) => [name.slice(prefix.length), one]));
  }) as [Map<string, HostTensor>, Map<string, HostTensor>];
  if (best.size > 0) expectFit(model.constructor.name, model.stateDict(), best, true);
  const scored = score && { loss: score.loss, figures: numbersOf(score.figures, figures) };
  const kept: BestWeights | undefined =
    best.size > 0 && scored ? { step, score: scored, weights: best } : undefined;
  return {
    ...{ best: kept, sinceBest, averageUpdates },
    average: average.size > 0 ? average : undefined,
  };
}

interface StoredValidation {
  readonly step: number;
  readonly score?: { readonly loss: number; readonly figures: Figures };
  readonly sinceBest: number;
  readonly averageUpdates: number;
}

function parsed(text: string | undefined): StoredValidation {
  try {
    const { step = 0, score, sinceBest, averageUpdates } = JSON.parse(text ?? "");
    if (![step, sinceBest, averageUpdates].every(Number.isSafeInteger)) throw new RangeError(text);
    return { step, score, sinceBest, averageUpdates };
  } catch {
    throw new CheckpointError(
      `checkpoint: validation is ${JSON.stringify(text?.slice(0, 60))}, expected what a training of an application wrote`,
    );
  }
}

function numbersOf(values: unknown, table: FigureTable): Figures {
  const known = Object.entries(Object(values)).filter(([name]) => Object.hasOwn(table, name));
  return Object.fromEntries(known.filter(([, value]) => typeof value === "number")) as Figures;
}
