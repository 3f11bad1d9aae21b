import { mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { expectText } from "../options/expect-argument.ts";
import {
  pretrainedFiles,
  type SavedPretrained,
  type SavePretrainedOptions,
} from "../pretrained/pretrained-files.ts";
import { writeFileSafely } from "./write-file-safely.ts";

/**
 * Write a model as Hugging Face's Python libraries open it, into a folder that is made where it is missing. Each file takes
 * its name when it is whole; config.json comes first and the weights last.
 *
 * @throws FileWriteError that names the path
 */
export async function savePretrained(
  saved: SavedPretrained,
  folder: string,
  options: SavePretrainedOptions = {},
): Promise<void> {
  expectText("savePretrained", "folder", folder);
  const files = await pretrainedFiles(saved, options);
  for (const [name, contents] of files) {
    const path = join(folder, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFileSafely(path, contents);
  }
}
