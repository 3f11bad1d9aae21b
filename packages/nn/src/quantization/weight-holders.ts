import { Linear } from "../layers/linear.ts";
import { QuantizableModule } from "../layers/quantizable-module.ts";
import type { Module } from "../module/module.ts";
import type { QuantizedWeight } from "../module/quantized-weight.ts";

/** The Linear and Embedding modules that hold float32 weights, by path. */
export function floatWeights(
  caller: string,
  model: Module,
): ReadonlyMap<string, QuantizableModule> {
  const holders = new Map<string, QuantizableModule>();
  for (const [path, module] of model.namedModules()) {
    if (!(module instanceof QuantizableModule) || module.quantized) continue;
    if (module instanceof Linear && module.adapter)
      throw new Error(
        `${caller}: ${path} has an adapter, expected none (mergeLora, then removeLora)`,
      );
    holders.set(path, module);
  }
  return holders;
}

/** Exchange the one float32 weight of these modules and free it. */
export function putQuantized(holders: readonly QuantizableModule[], weight: QuantizedWeight): void {
  const before = new Set(holders.map((holder) => holder.weight));
  for (const holder of holders) holder.takeQuantized(weight);
  for (const tensor of before) tensor.dispose(" when it was quantised");
}
