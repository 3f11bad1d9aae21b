export { descriptionFileNames } from "./file-names.ts";
export type { FileSource, OpenedFile } from "./file-source.ts";
export { filesInMemory } from "./files-in-memory.ts";
export type { JsonFields } from "./json-fields.ts";
export type {
  ConfiguredModel,
  DataRecord,
  DecoderDescription,
  EncoderDecoderDescription,
  EncoderDescription,
  ModelDescription,
  ModelOf,
  PublishedFiles,
  TextPairsDescription,
  TrainingRecord,
} from "./model-description.ts";
export { ModelFolderError, type ModelFolderErrorOptions } from "./model-folder-error.ts";
export {
  addressableBytes,
  type ModelFootprint,
  type ModelMemory,
  requireAddressable,
} from "./model-size.ts";
export { pickedFiles } from "./picked-files.ts";
export { type DescribedFolder, readModelDescription } from "./read-model-description.ts";
export {
  type LoadedModel,
  type ModelFolder,
  type ReadModelFolderOptions,
  readModelFolder,
} from "./read-model-folder.ts";
export { type DescribedTraining, isOwnFolder } from "./read-training.ts";
export { expectWeights, type WeightsFile } from "./require-weights.ts";
export { sizeOf } from "./shape-model.ts";
export {
  descriptionFiles,
  type FilesByName,
  modelFolderFiles,
  type WrittenModel,
  weightsFile,
} from "./write-model-folder.ts";
