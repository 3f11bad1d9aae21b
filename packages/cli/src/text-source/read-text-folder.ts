import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { CommandError } from "../failures/command-error.ts";
import { textLimit, tooLarge } from "./decode-text.ts";
import { readTextFile, statOf, unreadable } from "./read-text-file.ts";

/** All .txt files of a folder, in the order of their names, joined by line breaks. */
export async function readTextFolder(folder: string): Promise<string> {
  const names = await readdir(folder).catch((cause) => unreadable(folder, cause));
  const paths = names
    .filter((name) => name.toLowerCase().endsWith(".txt"))
    .sort()
    .map((name) => join(folder, name));
  if (paths.length === 0)
    throw new CommandError(`${folder} holds no .txt file, expected at least one`);
  const sizes = await Promise.all(paths.map(async (path) => (await statOf(path)).size));
  const total = sizes.reduce((sum, size) => sum + size, 0);
  if (total > textLimit) throw tooLarge(folder, total);
  const parts: string[] = [];
  for (const path of paths) parts.push(await readTextFile(path));
  return parts.join("\n");
}
