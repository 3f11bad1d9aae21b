export { FileReadError } from "./file-read-error.ts";
export { FileSource, openFile } from "./file-source.ts";
export { CheckpointFiles, openCheckpoint } from "./open-checkpoint.ts";
export { readBytes } from "./read-bytes.ts";
export { FileWriteError, writeFileSafely } from "./write-file-safely.ts";
