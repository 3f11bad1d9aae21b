import { FileReadError } from "./file-read-error.ts";
import { openFile } from "./open-file.ts";

/**
 * All bytes of a file, in an array of their own.
 *
 * @throws FileReadError when it is missing, no regular file, or larger than `maxBytes`
 */
export async function readBytes(
  path: string,
  { maxBytes = 2 ** 32 }: { readonly maxBytes?: number } = {},
): Promise<Uint8Array> {
  const file = await openFile(path);
  try {
    if (file.size > maxBytes)
      throw new FileReadError(path, `it has ${file.size} bytes, expected at most ${maxBytes}`);
    return await file.read(0, file.size);
  } finally {
    await file.close();
  }
}
