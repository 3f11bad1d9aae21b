import { formatShape, packedShape, type QuantizedFormat } from "@qkv/core-wasm/contract";
import type { Module } from "../modules/module.ts";
import { QuantizedWeight } from "../modules/quantized-weight.ts";
import { type LoadResult, type StateDict, StateDictError } from "../modules/state-dict.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { floatWeights, putQuantized, type WeightHolder } from "./weight-holders.ts";

/**
 * Load the state dict of a quantised model into one made in the ordinary way: modules for which it has
 * "weight_packed" are quantised in the format that the scales tell, the others stay as they are.
 */
export function loadQuantized(model: Module, given: StateDict): LoadResult {
  const groups = new Map<Tensor, { holders: WeightHolder[]; format?: QuantizedFormat }>();
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
      "loadQuantized: no weight is quantised, expected keys that end in weight_packed",
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
  { weight }: WeightHolder,
): QuantizedFormat | undefined {
  const packed = given.get(`${name}_packed`);
  if (!packed) return undefined;
  const scales = given.get(`${name}_scales`);
  const format = !scales ? "bf16" : scales.shape.length === 1 ? "int8" : "int4";
  const expected = packedShape(format, weight.shape);
  if (packed.shape.join() !== expected.join())
    throw new StateDictError(
      `loadQuantized: ${name}_packed is ${formatShape(packed.shape)}, expected ${formatShape(expected)} (${format})`,
    );
  return format;
}
