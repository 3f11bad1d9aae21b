export { fromPretrained, plan } from "./browser-pretrained.ts";
export type { FromPretrainedOptions, Pretrained } from "./from-pretrained.ts";
export type { Plan, PlanOptions } from "./plan.ts";
export type { PlanFunction, PlanSourceOptions, SourcePlan } from "./plan-source.ts";
export {
  type PretrainedFile,
  pretrainedFiles,
  type SavedPretrained,
  type SavePretrainedOptions,
} from "./pretrained-files.ts";
export type { PretrainedSource } from "./pretrained-source.ts";
