// What "@qkv/nn/pretrained" is in Node: as in browsers, but that paths are of the disk.
export type { FromPretrainedOptions, Pretrained } from "../pretrained/from-pretrained.ts";
export { type Plan, type PlanOptions, plan } from "../pretrained/plan.ts";
export {
  type PretrainedFile,
  pretrainedFiles,
  type SavedPretrained,
  type SavePretrainedOptions,
} from "../pretrained/pretrained-files.ts";
export type { PretrainedSource } from "../pretrained/pretrained-source.ts";
export { fromPretrained } from "./from-pretrained.ts";
export { savePretrained } from "./save-pretrained.ts";
