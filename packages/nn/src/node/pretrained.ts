// What "@qkv/nn/pretrained" is in Node: as in browsers, but that paths are of the disk.
export type { FromPretrainedOptions, Pretrained } from "../pretrained/from-pretrained.ts";
export type { Plan, PlanOptions } from "../pretrained/plan.ts";
export type { PlanFunction, PlanSourceOptions, SourcePlan } from "../pretrained/plan-source.ts";
export {
  type PretrainedFile,
  pretrainedFiles,
  type SavedPretrained,
  type SavePretrainedOptions,
} from "../pretrained/pretrained-files.ts";
export type { PretrainedSource } from "../pretrained/pretrained-source.ts";
export { fromPretrained } from "./from-pretrained.ts";
export { plan } from "./plan.ts";
export { savePretrained } from "./save-pretrained.ts";
