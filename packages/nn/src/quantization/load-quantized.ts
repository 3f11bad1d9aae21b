import { formatShape, packedShape, type QuantizedFormat } from "@qkv/core-wasm/contract";
import type { QuantizableModule } from "../layers/quantizable-module.ts";
import type { Module } from "../module/module.ts";
import { packedSuffix, QuantizedWeight } from "../module/quantized-weight.ts";
import type { Tensor } from "../tensor/tensor.ts";
import {
  expectFit,
  type LoadResult,
  type StateDict,
  StateDictError,
} from "../weights/state-dict.ts";
import { floatWeights, putQuantized } from "./weight-holders.ts";

/** A float32 weight that is to be exchanged: what is to take its place, and the modules that share it, by path. */
interface Exchange {
  readonly holders: ReadonlyMap<string, QuantizableModule>;
  readonly quantized: QuantizedWeight;
}

/**
 * Load the state dict of a quantised model into one made in the ordinary way: modules for which it has
 * "weight_packed" (or "weight_packed_f16") are quantised in the format that the name and the scales tell, the others stay
 * as they are. Nothing is changed when it throws.
 */
export function loadQuantized(model: Module, given: StateDict): LoadResult {
  const exchanges = exchangesFor(model, given);
  if (exchanges.length === 0)
    throw new StateDictError(
      "loadQuantized: no weight is quantised, expected keys that end in weight_packed or weight_packed_f16",
    );
  try {
    expectFit(model.constructor.name, namesAfter(model, exchanges), given, true);
  } catch (error) {
    for (const { quantized } of exchanges)
      for (const tensor of [quantized.packed, quantized.scales]) tensor?.dispose();
    throw error;
  }
  for (const { holders, quantized } of exchanges) putQuantized([...holders.values()], quantized);
  const result = model.loadStateDict(given);
  for (const parameter of model.parameters()) parameter.requiresGrad_(false);
  return result;
}

function exchangesFor(model: Module, given: StateDict): readonly Exchange[] {
  const groups = new Map<Tensor, Map<string, QuantizableModule>>();
  const formats = new Map<Tensor, QuantizedFormat>();
  for (const [path, holder] of floatWeights("loadQuantized", model)) {
    const holders = groups.get(holder.weight) ?? new Map<string, QuantizableModule>();
    groups.set(holder.weight, holders.set(path, holder));
    const format = formatOf(given, weightOf(path), holder);
    if (format) formats.set(holder.weight, format);
  }
  return [...formats].map(([weight, format]) => ({
    holders: groups.get(weight)!,
    quantized: QuantizedWeight.empty(weight.device, weight.shape, format),
  }));
}

/** The model's state dict as it will be. */
function namesAfter(model: Module, exchanges: readonly Exchange[]): ReadonlyMap<string, Tensor> {
  const names = new Map(model.stateDict());
  for (const { holders, quantized } of exchanges)
    for (const path of holders.keys()) {
      const name = weightOf(path);
      names.delete(name);
      names.set(`${name}${packedSuffix(quantized.format)}`, quantized.packed);
      if (quantized.scales) names.set(`${name}_scales`, quantized.scales);
    }
  return names;
}

const weightOf = (path: string): string => (path === "" ? "weight" : `${path}.weight`);

/** The format of a packed weight; undefined when the state dict has none under this name. */
function formatOf(
  given: StateDict,
  name: string,
  { weight }: QuantizableModule,
): QuantizedFormat | undefined {
  const halves = given.get(`${name}${packedSuffix("f16")}`);
  const packed = halves ?? given.get(`${name}${packedSuffix("bf16")}`);
  if (!packed) return undefined;
  const scales = given.get(`${name}_scales`);
  const format = halves ? "f16" : !scales ? "bf16" : scales.shape.length === 1 ? "int8" : "int4";
  const key = `${name}${packedSuffix(format)}`;
  const expected = packedShape(format, weight.shape);
  if (packed.shape.join() !== expected.join())
    throw new StateDictError(
      `loadQuantized: ${key} is ${formatShape(packed.shape)}, expected ${formatShape(expected)} (${format})`,
    );
  if (halves && "values" in halves) expectFiniteHalves(key, halves.values);
  return format;
}

/** Throw where a half of a word has an exponent of 31, Infinity or NaN: `quantize` makes none, and kernels know none. */
function expectFiniteHalves(key: string, words: ArrayLike<number>): void {
  for (let i = 0; i < words.length; i++) {
    const word = words[i]!;
    if ((word & 0x7c00) === 0x7c00 || (word & 0x7c000000) === 0x7c000000)
      throw new StateDictError(
        `loadQuantized: ${key} has an element in word ${i} that is Infinity or NaN, expected finite weights`,
      );
  }
}
