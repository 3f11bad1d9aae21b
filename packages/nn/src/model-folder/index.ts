export { descriptionFileNames } from "./file-names.ts";
export type { FileSource, OpenedFile } from "./file-source.ts";
export { filesInMemory } from "./files-in-memory.ts";
export type {
  DataRecord,
  DecoderDescription,
  EncoderDecoderDescription,
  ModelDescription,
  TrainingRecord,
} from "./model-description.ts";
export { ModelFolderError } from "./model-folder-error.ts";
export { type ModelFootprint, type ModelMemory, requireAddressable } from "./model-size.ts";
export { pickedFiles } from "./picked-files.ts";
export { type DescribedFolder, readModelDescription } from "./read-model-description.ts";
export {
  type ModelFolder,
  type ReadModelFolderOptions,
  readModelFolder,
} from "./read-model-folder.ts";
export { isOwnFolder } from "./read-training.ts";
export { expectWeights } from "./require-weights.ts";
export { sizeOf } from "./shape-model.ts";
export { descriptionFiles, modelFolderFiles, weightsFile } from "./write-model-folder.ts";
