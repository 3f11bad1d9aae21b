import { sinusoids } from "../../positions/sinusoidal-positions.ts";
import type { HostTensor } from "../../weights/host-tensor.ts";
import { isDecoder, type Model } from "../roles.ts";

type Named = readonly [string, HostTensor];

/** Zeros for the biases that a model has not, of the weights of these names. */
export function missingBiases(model: Model, weights: RegExp): readonly Named[] {
  const own = model.stateDict();
  return [...own].flatMap(([name, { shape }]): Named[] => {
    const bias = name.replace(/weight$/, "bias");
    if (!weights.test(name) || own.has(bias)) return [];
    const rows = shape[0]!;
    return [[bias, { dtype: "float32", shape: [rows], values: new Float32Array(rows) }]];
  });
}

/** The sinusoids of a decoder that has no table of positions of this name. */
export function missingPositions(model: Model, name: string): readonly Named[] {
  if (model.stateDict().has(name) || !isDecoder(model)) return [];
  const { contextLength, dModel } = model;
  const values = Float32Array.from(sinusoids(contextLength, dModel));
  return [[name, { dtype: "float32", shape: [contextLength, dModel], values }]];
}
