import { type FileSource, fileIn } from "./file-source.ts";
import { ModelFolderError } from "./model-folder-error.ts";

const largestJson = 64 * 2 ** 20;

/** The parsed contents of a JSON file; a ModelFolderError that names it otherwise. */
export async function readJson(source: FileSource, name: string): Promise<unknown> {
  const bytes = await source.read(name, { maxBytes: largestJson });
  return parseJson(bytes, fileIn(source, name));
}

/** The object in a JSON file among those of a folder that were read before; undefined where there is none of that name. */
export function objectAmong(
  files: ReadonlyMap<string, Uint8Array>,
  name: string,
): Readonly<Record<string, unknown>> | undefined {
  const bytes = files.get(name);
  const json = bytes && parseJson(bytes, name);
  if (json === undefined || isJsonObject(json)) return json;
  throw new ModelFolderError(`${name}: it is no object, expected one`, { file: name });
}

const isJsonObject = (json: unknown): json is Readonly<Record<string, unknown>> =>
  typeof json === "object" && json !== null && !Array.isArray(json);

function parseJson(bytes: Uint8Array, file: string): unknown {
  try {
    // A copy: browsers decode no memory that threads share.
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(new Uint8Array(bytes)));
  } catch (cause) {
    const reason = cause instanceof SyntaxError ? cause.message : "it is not UTF-8 text";
    throw new ModelFolderError(`${file} is no JSON file: ${reason.replaceAll("\n", "\\n")}`, {
      ...{ file, cause },
    });
  }
}
