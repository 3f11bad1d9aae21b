import { formatShape, packedShape, type QuantizedFormat } from "@qkv/core-wasm/contract";
import type { Module } from "../modules/module.ts";
import type { QuantizableModule } from "../modules/quantizable-module.ts";
import { packedSuffix, QuantizedWeight } from "../modules/quantized-weight.ts";
import { type LoadResult, type StateDict, StateDictError } from "../modules/state-dict.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { floatWeights, putQuantized } from "./weight-holders.ts";

/**
 * Load the state dict of a quantised model into one made in the ordinary way: modules for which it has
 * "weight_packed" (or "weight_packed_f16") are quantised in the format that the name and the scales tell, the others stay
 * as they are.
 */
export function loadQuantized(model: Module, given: StateDict): LoadResult {
  const groups = new Map<Tensor, { holders: QuantizableModule[]; format?: QuantizedFormat }>();
  for (const [path, holder] of floatWeights("loadQuantized", model)) {
    const group = groups.get(holder.weight) ?? { holders: [] };
    groups.set(holder.weight, group);
    group.holders.push(holder);
    const format = formatOf(given, path === "" ? "weight" : `${path}.weight`, holder);
    if (format) group.format = format;
  }
  const chosen = [...groups].filter(([, { format }]) => format !== undefined);
  if (chosen.length === 0)
    throw new StateDictError(
      "loadQuantized: no weight is quantised, expected keys that end in weight_packed or weight_packed_f16",
    );
  for (const [{ device, shape }, { holders, format }] of chosen)
    putQuantized(holders, QuantizedWeight.empty(device, shape, format!));
  const result = model.loadStateDict(given);
  for (const parameter of model.parameters()) parameter.requiresGrad_(false);
  return result;
}

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
