export { fromPretrained } from "./browser-pretrained.ts";
export type { FromPretrainedOptions, Pretrained } from "./from-pretrained.ts";
export { type Plan, type PlanOptions, plan } from "./plan.ts";
export {
  type PretrainedFile,
  pretrainedFiles,
  type SavedPretrained,
  type SavePretrainedOptions,
} from "./pretrained-files.ts";
export type { PretrainedSource } from "./pretrained-source.ts";
