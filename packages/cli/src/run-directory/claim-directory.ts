import { existsSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { isOwnFolder } from "@qkv/nn/model-folder";
import { folderOnDisk } from "@qkv/nn/node";
import { CommandError, UsageError } from "../failures/command-error.ts";
import { systemErrorMeaning } from "../failures/system-error.ts";
import { ownCommand, shellQuote } from "../terminal/own-command.ts";
import type { Printer } from "../terminal/printer.ts";
import { RunDirectory } from "./run-directory.ts";

/** The folder that `--out` names, made if need be; an error when a run or other files stand in it. */
export async function claimDirectory(path: string): Promise<RunDirectory> {
  const directory = new RunDirectory(resolve(path));
  if (existsSync(directory.training) || existsSync(directory.model))
    throw new UsageError(
      `${path} holds a run already; go on with it by ` +
        `${ownCommand()} train --resume ${shellQuote(path)}, or choose another folder with --out`,
    );
  const foreign = directory.files.filter((file) => existsSync(file));
  if (foreign.length > 0 && !(await isAbandoned(directory)))
    throw new UsageError(
      `${path} has a ${basename(foreign[0]!)} that qkv did not write and would replace; ` +
        "choose another folder with --out",
    );
  await make(directory);
  return directory;
}

/** runs/NAME, or the first of runs/NAME-2, runs/NAME-3, ... that holds no run. */
export async function nextDirectory(name: string, printer: Printer): Promise<RunDirectory> {
  for (let count = 1; ; count++) {
    const path = join("runs", count === 1 ? name : `${name}-${count}`);
    const directory = new RunDirectory(resolve(path));
    const free = directory.files.every((file) => !existsSync(file));
    if (!free && !(await isAbandoned(directory))) continue;
    if (count > 1)
      printer.say(
        `Earlier runs stay as they are, from ${join("runs", name)} on; this one is ${path}.`,
      );
    await make(directory);
    return directory;
  }
}

/** Whether a run began here but ended before its first checkpoint, so that nothing is lost with it. */
async function isAbandoned(directory: RunDirectory): Promise<boolean> {
  if (existsSync(directory.training) || existsSync(directory.model)) return false;
  return isOwnFolder(folderOnDisk(directory.path));
}

async function make({ path }: RunDirectory): Promise<void> {
  try {
    await mkdir(path, { recursive: true });
  } catch (cause) {
    const reason = systemErrorMeaning(cause) ?? String(cause);
    throw new CommandError(`cannot make the folder ${path}: ${reason}`, { cause });
  }
}
