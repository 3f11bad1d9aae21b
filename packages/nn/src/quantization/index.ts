export { loadQuantized } from "./load-quantized.ts";
export { type QuantizeOptions, quantize } from "./quantize.ts";
