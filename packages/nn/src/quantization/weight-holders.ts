import { WeightHolder } from "../layers/weight-holder.ts";
import type { Module } from "../module/module.ts";
import type { QuantizedWeight } from "./quantized-weight.ts";

/** The modules that hold float32 weights, by path: Linear and Embedding. */
export function floatWeights(caller: string, model: Module): ReadonlyMap<string, WeightHolder> {
  const holders = new Map<string, WeightHolder>();
  for (const [path, module] of model.namedModules()) {
    if (!(module instanceof WeightHolder)) continue;
    const { held } = module;
    if (held !== held.base)
      throw new Error(
        `${caller}: ${path} has an adapter, expected none (mergeLora, then removeLora)`,
      );
    if (held.parameter) holders.set(path, module);
  }
  return holders;
}

/** Exchange the one float32 weight of these modules and free it. */
export function putQuantized(holders: readonly WeightHolder[], weight: QuantizedWeight): void {
  const before = new Set(holders.map((holder) => holder.weight));
  for (const holder of holders) holder.hold(weight);
  for (const tensor of before) tensor.dispose(" when it was quantised");
}
