export { type ByteSource, ByteSourceError, blobSource, bytesSource } from "./byte-source.ts";
export type { Checkpoint, StoredTensor } from "./checkpoint.ts";
export type { ConvertedModel } from "./converted-model.ts";
export { NonFiniteWeightError } from "./expect-finite.ts";
export { GgufError } from "./gguf/gguf-error.ts";
export { ggufModel } from "./gguf/gguf-model.ts";
export type { GgufPlain, GgufValue } from "./gguf/gguf-values.ts";
export { type GgufFile, type GgufTensor, openGguf } from "./gguf/open-gguf.ts";
export type { HostTensor } from "./host-tensor.ts";
export { Llama2cError } from "./llama2c/llama2c-error.ts";
export {
  type Llama2cVocabulary,
  llama2cTokenizer,
  readLlama2cVocabulary,
} from "./llama2c/llama2c-tokenizer.ts";
export { openLlama2c } from "./llama2c/open-llama2c.ts";
export {
  type CheckpointTarget,
  type LoadCheckpointOptions,
  loadCheckpoint,
} from "./load-checkpoint.ts";
export { openSafetensors } from "./open-safetensors.ts";
export { openShardedSafetensors } from "./open-sharded-safetensors.ts";
export { openWeights } from "./open-weights.ts";
export type { PieceMemory } from "./piece-memory.ts";
export { readSafetensors, type Safetensors, SafetensorsError } from "./read-safetensors.ts";
export { renamed } from "./renamed.ts";
export { SafetensorsStream, type WritableTensor } from "./safetensors-stream.ts";
export type { Piece } from "./sentencepiece-tokenizer.ts";
export {
  type OpenTorchCheckpointOptions,
  openShardedTorchCheckpoint,
  openTorchCheckpoint,
} from "./torch-pickle/open-torch-checkpoint.ts";
export { openTorchFile } from "./torch-pickle/open-torch-file.ts";
export { TorchFileError } from "./torch-pickle/torch-file-error.ts";
export { isTorchTensor, type TorchTensor } from "./torch-pickle/torch-tensor.ts";
export type { TorchValue } from "./torch-pickle/torch-value.ts";
export { transposed } from "./transposed.ts";
export { writeSafetensors } from "./write-safetensors.ts";
export type { WrittenDType } from "./written-dtype.ts";
