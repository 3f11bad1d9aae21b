export { fromPretrained } from "./browser-pretrained.ts";
export type { FromPretrainedOptions, Pretrained } from "./from-pretrained.ts";
export type { PretrainedSource } from "./pretrained-source.ts";
