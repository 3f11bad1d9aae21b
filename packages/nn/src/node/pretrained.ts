// What "@qkv/nn/pretrained" is in Node: as in browsers, but that paths are of the disk.
export type { FromPretrainedOptions, Pretrained } from "../pretrained/from-pretrained.ts";
export type { PretrainedSource } from "../pretrained/pretrained-source.ts";
export { fromPretrained } from "./from-pretrained.ts";
