import { defineOptions, type Given } from "../options/define-options.ts";
import { expectText } from "../options/expect-argument.ts";
import { number } from "../options/fields.ts";
import { FileReadError } from "./file-read-error.ts";
import { openFile } from "./open-file.ts";

const readBytesOptions = defineOptions("readBytes", {
  maxBytes: number({ from: 0, to: Infinity, default: 2 ** 32 }),
});

/** Options of `readBytes`. */
export type ReadBytesOptions = Given<typeof readBytesOptions>;

/**
 * All bytes of a file, in an array of their own.
 *
 * @throws FileReadError when it is missing, no regular file, or larger than `maxBytes`
 */
export async function readBytes(path: string, options: ReadBytesOptions = {}): Promise<Uint8Array> {
  expectText("readBytes", "path", path);
  const { maxBytes } = readBytesOptions.complete(options);
  const file = await openFile(path);
  try {
    if (file.size > maxBytes)
      throw new FileReadError(path, `it has ${file.size} bytes, expected at most ${maxBytes}`);
    return await file.read(0, file.size);
  } finally {
    await file.close();
  }
}
