export { FileReadError } from "./file-read-error.ts";
export { folderOnDisk } from "./folder-on-disk.ts";
export { CheckpointFiles, openCheckpoint } from "./open-checkpoint.ts";
export { OpenFile, openFile } from "./open-file.ts";
export { readBytes } from "./read-bytes.ts";
export { FileWriteError, writeFileSafely } from "./write-file-safely.ts";
