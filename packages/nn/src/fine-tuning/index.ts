export { type AdapterFilesOptions, adapterFiles } from "./adapter-files.ts";
export { freeze, unfreeze } from "./freeze.ts";
export {
  type LayerwiseGroup,
  type LayerwiseOptions,
  layerwiseLearningRates,
} from "./layerwise-learning-rates.ts";
export { loadAdapter } from "./load-adapter.ts";
export {
  addLora,
  type LoraOptions,
  loadLoraStateDict,
  loraStateDict,
  mergeLora,
  removeLora,
  unmergeLora,
} from "./lora.ts";
export { saveLora } from "./save-lora.ts";
export { type TextClassifierOptions, textClassifier } from "./text-classifier.ts";
