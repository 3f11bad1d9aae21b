export { type ByteSource, ByteSourceError, blobSource, bytesSource } from "./byte-source.ts";
export type { Checkpoint, StoredTensor } from "./checkpoint.ts";
export { NonFiniteWeightError } from "./expect-finite.ts";
export type { HostTensor } from "./host-tensor.ts";
export {
  type CheckpointTarget,
  type LoadCheckpointOptions,
  loadCheckpoint,
} from "./load-checkpoint.ts";
export { openSafetensors } from "./open-safetensors.ts";
export { openShardedSafetensors } from "./open-sharded-safetensors.ts";
export { readSafetensors, type Safetensors, SafetensorsError } from "./read-safetensors.ts";
export { renamed } from "./renamed.ts";
export { SafetensorsStream, type WritableTensor } from "./safetensors-stream.ts";
export { transposed } from "./transposed.ts";
export { writeSafetensors } from "./write-safetensors.ts";
