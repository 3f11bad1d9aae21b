export { dataOnDisk } from "./data-on-disk.ts";
export { FileReadError } from "./file-read-error.ts";
export { folderOnDisk } from "./folder-on-disk.ts";
export { CheckpointFiles, openCheckpoint } from "./open-checkpoint.ts";
export { OpenFile, openFile } from "./open-file.ts";
export { type Liveness, livenessOf, ownMark, type ProcessMark } from "./process-mark.ts";
export { type ReadBytesOptions, readBytes } from "./read-bytes.ts";
export { type LeftoverOptions, removeLeftovers } from "./temporary-file.ts";
export { type FileContents, FileWriteError, writeFileSafely } from "./write-file-safely.ts";
