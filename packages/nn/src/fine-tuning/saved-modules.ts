import type { Model } from "../models/roles.ts";
import type { Tensor } from "../tensor/tensor.ts";
import type { Adapted } from "./lora.ts";

/** Modules that learn beside adapters, as a classifier's head does: what PEFT calls modules_to_save. */
export interface SavedModules {
  /** The highest modules of which everything learns. */
  readonly paths: readonly string[];
  /** Their parameters by name. */
  readonly parameters: ReadonlyMap<string, Tensor>;
}

export function savedModules(model: Model, adapted: readonly Adapted[]): SavedModules {
  const ofAdapters = new Set<Tensor>();
  for (const [, , { down, up }] of adapted)
    for (const part of [down, up]) for (const tensor of part.parameters()) ofAdapters.add(tensor);
  const all = [...model.namedParameters()].filter(([, tensor]) => !ofAdapters.has(tensor));
  const parameters = new Map(all.filter(([, { requiresGrad }]) => requiresGrad));
  const still = all.flatMap(([name, { requiresGrad }]) => (requiresGrad ? [] : [name]));
  const paths = new Set<string>();
  for (const name of parameters.keys()) paths.add(highestModule(name, still));
  return { paths: [...paths], parameters };
}

/** "classifier" of "classifier.dense.weight", where nothing in it stands still. */
function highestModule(name: string, still: readonly string[]): string {
  const steps = name.split(".").slice(0, -1);
  for (let length = 1; length < steps.length; length++) {
    const path = steps.slice(0, length).join(".");
    if (!still.some((one) => one.startsWith(`${path}.`))) return path;
  }
  return steps.join(".");
}
