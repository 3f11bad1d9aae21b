export {
  type GeneratedToken,
  type GenerateOptions,
  type GenerationResult,
  generate,
  generateStream,
} from "./generate.ts";
export { type GreedyDecodeOptions, type GreedyTarget, greedyDecode } from "./greedy-decode.ts";
