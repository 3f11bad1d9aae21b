import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { readdir, readFile, stat } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import { CommandError } from "../failures/command-error.ts";
import type { Printer } from "../terminal/printer.ts";
import { downloadWithProgress } from "../trained-model/download-with-progress.ts";
import { isOnHub } from "../trained-model/on-the-hub.ts";

export interface DescribedModel {
  /** SHA-256 over all that its results follow from. */
  readonly fingerprint: string;
  /** config.json, where there is one. */
  readonly config: Readonly<Record<string, unknown>> | undefined;
}

/** A model's files by what is in them: the same on every machine, under whatever path. */
export async function describeModel(model: string, printer: Printer): Promise<DescribedModel> {
  const path = (await isOnHub(model))
    ? (await downloadWithProgress(model, printer, { localFirst: true })).source.name
    : model;
  const there = await stat(path).catch((cause) => {
    throw new CommandError(`--model is ${model}, and there is no such folder or file`, { cause });
  });
  if (!there.isDirectory()) return { fingerprint: await fileHash(path), config: undefined };
  const lines: string[] = [];
  for (const name of await filesOf(path))
    lines.push(`${await fileHash(join(path, name))}  ${name}\n`);
  const fingerprint = createHash("sha256").update(lines.join("")).digest("hex");
  return { fingerprint, config: await configIn(path) };
}

/** What a training needs to go on, or people read, changes no result. */
const others = /^(training\.(json|safetensors)|history\.jsonl)$/;
const kinds = /\.(json|jinja|safetensors|bin|model|gguf|txt)$/;

async function filesOf(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter(
      (entry) => !entry.isDirectory() && kinds.test(entry.name) && !entry.name.startsWith("."),
    )
    .map((entry) => relative(folder, join(entry.parentPath ?? entry.path, entry.name)))
    .map((name) => name.split(sep).join("/"))
    .filter((name) => !others.test(name))
    .sort();
}

async function fileHash(path: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const part of createReadStream(path)) hash.update(part as Uint8Array);
  return hash.digest("hex");
}

/** One that is broken says nothing here, and whoever loads it says so. */
async function configIn(folder: string): Promise<DescribedModel["config"]> {
  try {
    return Object(JSON.parse(await readFile(join(folder, "config.json"), "utf8")));
  } catch {
    return undefined;
  }
}
