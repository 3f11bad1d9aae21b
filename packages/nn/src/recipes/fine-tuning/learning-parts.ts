import { type QuantizedFormat, quantizedBits } from "@qkv/core-wasm/contract";
import { freeze, unfreeze } from "../../fine-tuning/freeze.ts";
import { addLora } from "../../fine-tuning/lora.ts";
import { linearsOf, pathsOfTargets } from "../../fine-tuning/lora-targets.ts";
import { headParameters } from "../../fine-tuning/text-classifier.ts";
import type { ModelFootprint } from "../../model-folder/model-size.ts";
import { matchNames } from "../../module/match-names.ts";
import type { Module } from "../../module/module.ts";
import { quantize } from "../../quantization/quantize.ts";
import { SettingsError } from "../settings-error.ts";
import type { LearningModel } from "./base-model.ts";
import type { FineTuningSettings } from "./fine-tuning-settings.ts";

/** What of a fine-tuning's settings says which parts learn. */
export type LearningParts = Pick<
  FineTuningSettings,
  "lora" | "loraAlpha" | "loraDropout" | "loraTargets" | "freeze" | "quantize"
>;

/** The modules that get adapters: those that are named, or every Linear module of the layers. */
function adaptedPaths(model: LearningModel, targets: readonly string[]): readonly string[] {
  if (targets.length > 0)
    return renaming("loraTargets", () => pathsOfTargets("loraTargets", model, targets));
  return linearsOfLayers(model);
}

/** The paths of the Linear modules of a model's layers. */
function linearsOfLayers(model: LearningModel): readonly string[] {
  const layers = new Set<unknown>();
  for (const layer of layersOf(model))
    for (const [, module] of layer.namedModules()) layers.add(module);
  return [...linearsOf(model)].flatMap(([path, linear]) => (layers.has(linear) ? [path] : []));
}

function layersOf(model: LearningModel): readonly Module[] {
  if (model.role === "decoder") return [...model.decoderLayers];
  if (model.role === "encoder") return [...model.encoderLayers];
  return [...(model.encoderLayers ?? []), ...model.decoderLayers];
}

/** What learns beside adapters: a classifier's head, for what it is to tell may be new to it. */
const besideAdapters = (model: LearningModel): readonly string[] =>
  model.role === "encoder" ? headParameters(model) : [];

/** The path of a module stands for all of its parameters. */
function patternsOf(model: LearningModel, names: readonly string[]): readonly string[] {
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
  model: LearningModel,
  { lora, loraTargets, freeze: frozen, quantize: format }: LearningParts,
  whole: ModelFootprint,
): ModelFootprint {
  let learning = 0;
  if (lora > 0) {
    const linears = linearsOf(model);
    for (const path of adaptedPaths(model, loraTargets)) {
      const [rows = 0, width = 0] = linears.get(path)!.held.shape;
      learning += lora * (rows + width);
    }
    const all = model.stateDict();
    for (const name of besideAdapters(model)) learning += all.get(name)!.size;
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
  const weights = whole.memory.weights - (format === "" ? 0 : bytesSaved(model, format));
  return { ...whole, memory: { ...whole.memory, weights, gradients, moments } };
}

/** What the layers' weights take less when they are packed; their scales are small beside it. */
function bytesSaved(model: LearningModel, format: QuantizedFormat): number {
  const linears = linearsOf(model);
  return linearsOfLayers(model).reduce((saved, path) => {
    const [rows = 0, width = 0] = linears.get(path)!.held.shape;
    return saved + rows * width * (4 - quantizedBits[format] / 8);
  }, 0);
}

/** Put adapters in front of the weights, or freeze parameters, as the settings say. */
export function chooseParts(model: LearningModel, settings: LearningParts): void {
  const { lora: rank, loraAlpha: alpha, loraDropout: dropout } = settings;
  if (rank > 0) {
    addLora(model, { rank, alpha, dropout, targets: adaptedPaths(model, settings.loraTargets) });
    const beside = besideAdapters(model);
    if (beside.length > 0) unfreeze(model, beside);
  } else if (settings.freeze.length > 0) freeze(model, patternsOf(model, settings.freeze));
}

/** Pack the weights of the layers, if the settings say so; on the host, where they can be read at once. */
export function packParts(model: LearningModel, settings: LearningParts): void {
  if (settings.quantize !== "")
    quantize(model, settings.quantize, { targets: linearsOfLayers(model) });
}
