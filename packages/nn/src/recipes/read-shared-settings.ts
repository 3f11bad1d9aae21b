import type { JsonFields } from "../model-folder/json-fields.ts";
import { type SharedSettings, sharedRanges } from "./settings.ts";

/** The settings that every recipe has. */
export function readSharedSettings(fields: JsonFields): SharedSettings {
  const number = (name: keyof typeof sharedRanges): number =>
    fields.number(name, sharedRanges[name]);
  return {
    preset: fields.text("preset"),
    layers: number("layers"),
    heads: number("heads"),
    dModel: number("dModel"),
    dropout: number("dropout"),
    batch: number("batch"),
    steps: number("steps"),
    lr: number("lr"),
    minLr: number("minLr"),
    warmup: number("warmup"),
    weightDecay: number("weightDecay"),
    beta2: number("beta2"),
    gradClip: number("gradClip"),
    gradAccum: number("gradAccum"),
    seed: number("seed"),
    evalEvery: number("evalEvery"),
    evalBatches: number("evalBatches"),
    sampleEvery: number("sampleEvery"),
  };
}
