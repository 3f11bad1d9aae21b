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

/** The folder that `--out` names, made if need be; an error when it is in use, or a run or other files stand in it. */
export async function claimDirectory(path: string): Promise<RunDirectory> {
  const directory = new RunDirectory(resolve(path));
  if (!existsSync(directory.ownerFile)) await requireFree(directory, path);
  await make(directory);
  const owner = await claim(directory);
  if (owner !== undefined)
    throw new UsageError(
      `${path} is in use by ${owner}; wait until it has ended, or choose another folder with --out`,
    );
  try {
    await requireFree(directory, path); // as long as it is certain to stay so
  } catch (error) {
    directory.release();
    throw error;
  }
  return directory;
}

async function requireFree(directory: RunDirectory, path: string): Promise<void> {
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
}

/** runs/NAME, or the first of runs/NAME-2, runs/NAME-3, ... that holds no run, and in which nobody begins one. */
export async function nextDirectory(name: string, printer: Printer): Promise<RunDirectory> {
  for (let count = 1; ; count++) {
    const path = join("runs", count === 1 ? name : `${name}-${count}`);
    const directory = new RunDirectory(resolve(path));
    if (!(await isFree(directory))) continue;
    await make(directory);
    if ((await claim(directory)) !== undefined) continue;
    if (!(await isFree(directory))) {
      directory.release(); // somebody else has begun and ended one meanwhile
      continue;
    }
    if (count > 1)
      printer.say(
        `Earlier runs stay as they are, from ${join("runs", name)} on; this one is ${path}.`,
      );
    return directory;
  }
}

/** The run that is to go on in a folder is this training's from now on; an error when it is another's. */
export async function claimRun(directory: RunDirectory, path: string): Promise<void> {
  if (!existsSync(directory.training) && !existsSync(directory.ownerFile)) return; // no run at all
  const owner = await claim(directory);
  if (owner !== undefined)
    throw new UsageError(
      `${path} is in use by ${owner}; stop that one, or wait until it has ended`,
    );
}

/** Returns who has it when it is another's. */
async function claim(directory: RunDirectory): Promise<string | undefined> {
  try {
    return await directory.claim();
  } catch (cause) {
    const reason = systemErrorMeaning(cause) ?? String(cause);
    throw new CommandError(`cannot write in ${directory.path}: ${reason}`, { cause });
  }
}

async function isFree(directory: RunDirectory): Promise<boolean> {
  return directory.files.every((file) => !existsSync(file)) || (await isAbandoned(directory));
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
