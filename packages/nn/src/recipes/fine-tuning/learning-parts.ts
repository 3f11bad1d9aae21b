import { freeze } from "../../fine-tuning/freeze.ts";
import { addLora } from "../../fine-tuning/lora.ts";
import { linearsOf, pathsOfTargets } from "../../fine-tuning/lora-targets.ts";
import type { ModelFootprint } from "../../model-folder/model-size.ts";
import type { Decoder } from "../../models/roles.ts";
import { matchNames } from "../../module/match-names.ts";
import { SettingsError } from "../settings-error.ts";
import type { FineTuningSettings } from "./fine-tuning-settings.ts";

/** The modules that get adapters: those that are named, or every Linear module of the layers. */
function adaptedPaths(model: Decoder, targets: readonly string[]): readonly string[] {
  if (targets.length > 0)
    return renaming("loraTargets", () => pathsOfTargets("loraTargets", model, targets));
  const layers = new Set<unknown>();
  for (const layer of model.decoderLayers)
    for (const [, module] of layer.namedModules()) layers.add(module);
  return [...linearsOf(model)].flatMap(([path, linear]) => (layers.has(linear) ? [path] : []));
}

/** The path of a module stands for all of its parameters. */
function patternsOf(model: Decoder, names: readonly string[]): readonly string[] {
  const paths = new Set(Array.from(model.namedModules(), ([path]) => path));
  return names.map((name) => (paths.has(name) ? `${name}.*` : name));
}

/** Say what is wrong with a setting of names under the name that the reader has for it. */
function renaming<T>(setting: string, body: () => T): T {
  try {
    return body();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const problem = error.message.replace(`${setting}: `, "");
    throw new SettingsError((nameOf) => `${nameOf(setting)}: ${problem}`);
  }
}

/** Throw for names that the model does not have, before anything is changed. Returns what the training weighs. */
export function checkParts(
  model: Decoder,
  { lora, loraTargets, freeze: frozen }: FineTuningSettings,
  whole: ModelFootprint,
): ModelFootprint {
  let learning = 0;
  if (lora > 0) {
    const linears = linearsOf(model);
    for (const path of adaptedPaths(model, loraTargets)) {
      const [rows = 0, width = 0] = linears.get(path)!.held.shape;
      learning += lora * (rows + width);
    }
  } else {
    const named = new Map(model.namedParameters());
    const still =
      frozen.length > 0
        ? renaming("freeze", () =>
            matchNames("freeze", [...model.stateDict().keys()], patternsOf(model, frozen)),
          )
        : [];
    const tensors = new Set(named.values());
    const all = model.stateDict();
    for (const name of still) tensors.delete(all.get(name)!);
    if (tensors.size === 0)
      throw new SettingsError(
        (nameOf) => `${nameOf("freeze")} freezes every parameter; expected some that learn`,
      );
    for (const { size } of tensors) learning += size;
  }
  const [gradients, moments] = [4 * learning, 8 * learning];
  return { ...whole, memory: { ...whole.memory, gradients, moments } };
}

/** Put adapters in front of the weights, or freeze parameters, as the settings say. */
export function chooseParts(model: Decoder, settings: FineTuningSettings): void {
  const { lora: rank, loraAlpha: alpha, loraDropout: dropout } = settings;
  if (rank > 0)
    addLora(model, { rank, alpha, dropout, targets: adaptedPaths(model, settings.loraTargets) });
  else if (settings.freeze.length > 0) freeze(model, patternsOf(model, settings.freeze));
}
