import { readFile, stat } from "node:fs/promises";
import { CommandError } from "../failures/command-error.ts";
import { systemErrorMeaning } from "../failures/system-error.ts";
import { decodeText, textLimit, tooLarge } from "./decode-text.ts";

/** The text of a file. */
export async function readTextFile(path: string): Promise<string> {
  const status = await statOf(path);
  if (!status.isFile())
    throw new CommandError(`${path} is neither a file nor a folder, expected text to read`);
  if (status.size > textLimit) throw tooLarge(path, status.size);
  return decodeText(await readFile(path).catch((cause) => unreadable(path, cause)), path);
}

/** What stands at the path; an error that names it when nothing can be found out. */
export function statOf(path: string) {
  return stat(path).catch((cause) => unreadable(path, cause));
}

export function unreadable(path: string, cause: unknown): never {
  const meaning = systemErrorMeaning(cause) ?? String(cause);
  throw new CommandError(`cannot read ${path}: ${meaning}`, { cause });
}
