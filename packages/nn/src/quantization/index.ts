export { quantizedFormatNames } from "@qkv/core-wasm/contract";
export { type LoadQuantizedOptions, loadQuantized } from "./load-quantized.ts";
export { type QuantizeOptions, quantize } from "./quantize.ts";
export type { PackedWeightParts, PartLayout, Parts, WeightFormat } from "./weight-format.ts";
