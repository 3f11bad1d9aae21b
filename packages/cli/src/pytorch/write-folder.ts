import { randomBytes } from "node:crypto";
import { existsSync, readdirSync } from "node:fs";
import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { CommandError, UsageError } from "../failures/command-error.ts";
import { systemErrorMeaning } from "../failures/system-error.ts";

/** Throw unless nothing stands where a folder is to be made. */
export function requireNew(path: string): void {
  if (existsSync(path) && !isEmpty(path))
    throw new UsageError(
      `${path} is there already; name another folder with --out, or remove that one`,
    );
}

function isEmpty(path: string): boolean {
  try {
    return readdirSync(path).length === 0;
  } catch {
    return false; // a file
  }
}

/** Make a folder of these files: it is written beside, and gets its name when it is whole. */
export async function writeFolder(
  path: string,
  files: Iterable<readonly [name: string, bytes: Uint8Array]>,
  signal: AbortSignal,
): Promise<void> {
  const target = resolve(path);
  const beside = join(dirname(target), `.${basename(target)}-${randomBytes(6).toString("hex")}`);
  try {
    await mkdir(beside, { recursive: true });
    for (const [name, bytes] of files) {
      signal.throwIfAborted();
      const file = join(beside, name);
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, bytes, { flush: true });
    }
    await rename(beside, target);
  } catch (cause) {
    await rm(beside, { recursive: true, force: true });
    if (signal.aborted) throw cause;
    const reason = systemErrorMeaning(cause) ?? String(cause);
    throw new CommandError(`cannot write the folder ${path}: ${reason}`, { cause });
  }
}
