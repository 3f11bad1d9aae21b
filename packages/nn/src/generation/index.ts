export {
  type GeneratedToken,
  type GenerateOptions,
  type GenerationResult,
  generate,
  generateStream,
} from "./generate.ts";
export { generateIds } from "./generate-ids.ts";
export type { GenerateIdsOptions } from "./generate-ids-options.ts";
export { generationOptions } from "./generation-config.ts";
export { type GreedyDecodeOptions, type GreedyTarget, greedyDecode } from "./greedy-decode.ts";
export type { IdRows, Prompts } from "./prompts.ts";
