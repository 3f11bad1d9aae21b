import { Module } from "../module/module.ts";
import { defineOptions, type Given } from "../options/define-options.ts";
import { expectInstance } from "../options/expect-argument.ts";
import { callback, number } from "../options/fields.ts";
import type { Tensor } from "../tensor/tensor.ts";

const layerwiseOptions = defineOptions("layerwiseLearningRates", {
  /** Factor of the rate from a layer to the one below it, above 0 up to 1. */
  decay: number({ above: 0, to: 1, expected: "above 0 up to 1" }),
  /** Weight decay of the matrices, with none for vectors; the optimiser's for all unless given. */
  weightDecay: number({ optional: true }),
  /** Depth of a parameter, counted from the input; read from its name unless given. */
  depthOf: callback<(name: string) => number>({ optional: true }),
});

/** How fast rates fall from layer to layer, and which layer a parameter is of. */
export type LayerwiseOptions = Given<typeof layerwiseOptions>;

/** Parameters of one depth, as a group for an optimiser. */
export interface LayerwiseGroup {
  readonly params: readonly Tensor[];
  /** decay^(depth of the top - depth) */
  readonly lrScale: number;
  readonly weightDecay?: number;
}

/**
 * Parameter groups whose rates fall from the output to the input, for fine-tuning: Howard and Ruder 2018 (ULMFiT),
 * Clark et al. 2020 (ELECTRA). Every numbered module ("h.0", "layers.3") is a layer, what comes before the first one is
 * depth 0, what comes after the last is on top. Frozen parameters are left out. The rates are factors: pass the groups
 * to an optimiser with the top's `lr`.
 */
export function layerwiseLearningRates(
  model: Module,
  options: LayerwiseOptions,
): readonly LayerwiseGroup[] {
  expectInstance("layerwiseLearningRates", "model", model, Module, "a module");
  const given = layerwiseOptions.complete(options);
  const { decay, weightDecay } = given;
  const named = [...model.namedParameters()];
  const depthOf = given.depthOf ?? depthsByName(named.map(([name]) => name));
  const depths = new Map(named.map(([name, tensor]) => [tensor, depthOf(name)]));
  const top = Math.max(...depths.values());
  const groups: LayerwiseGroup[] = [];
  for (const depth of [...new Set(depths.values())].sort((a, b) => a - b)) {
    const params = [...depths.keys()].filter(
      (tensor) => tensor.requiresGrad && depths.get(tensor) === depth,
    );
    const lrScale = decay ** (top - depth);
    if (weightDecay === undefined) groups.push({ params, lrScale });
    else
      groups.push(
        { params: params.filter(({ shape }) => shape.length >= 2), lrScale, weightDecay },
        { params: params.filter(({ shape }) => shape.length < 2), lrScale, weightDecay: 0 },
      );
  }
  return groups.filter(({ params }) => params.length > 0);
}

/** Depths in the order of the names; between two stacks a name belongs to the layer before it. */
function depthsByName(names: readonly string[]): (name: string) => number {
  const layers = new Map<string, number>();
  const depths = new Map<string, number>();
  for (const name of names) {
    const layer = layerOf(name);
    if (layer !== undefined && !layers.has(layer)) layers.set(layer, layers.size + 1);
    depths.set(name, layer === undefined ? layers.size : layers.get(layer)!);
  }
  const last = names.findLastIndex((name) => layerOf(name) !== undefined);
  for (const name of names.slice(last + 1)) depths.set(name, layers.size + 1);
  return (name) => depths.get(name)!;
}

/** "h.3" of "h.3.attn.weight": the name up to its first number. */
function layerOf(name: string): string | undefined {
  const parts = name.split(".");
  const at = parts.findIndex((part) => /^\d+$/.test(part));
  return at < 0 ? undefined : parts.slice(0, at + 1).join(".");
}
