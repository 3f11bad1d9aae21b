import { type FileSource, fileIn } from "./file-source.ts";
import { ModelFolderError } from "./model-folder-error.ts";

const largestJson = 64 * 2 ** 20;

/** The parsed contents of a JSON file; a ModelFolderError that names it otherwise. */
export async function readJson(source: FileSource, name: string): Promise<unknown> {
  const bytes = await source.read(name, { maxBytes: largestJson });
  try {
    // A copy: browsers decode no memory that threads share.
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(new Uint8Array(bytes)));
  } catch (cause) {
    const file = fileIn(source, name);
    const reason = cause instanceof SyntaxError ? cause.message : "it is not UTF-8 text";
    throw new ModelFolderError(`${file} is no JSON file: ${reason.replaceAll("\n", "\\n")}`, {
      ...{ file, cause },
    });
  }
}
