export { FileReadError, readBytes } from "./read-bytes.ts";
export { FileWriteError, writeFileSafely } from "./write-file-safely.ts";
