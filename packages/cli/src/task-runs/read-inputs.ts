import { stat } from "node:fs/promises";
import { readBytes } from "@qkv/nn/node";
import type { AnyTask } from "@qkv/nn/pipelines";
import { CommandError, UsageError } from "../failures/command-error.ts";
import { isPattern, matchPaths } from "./match-paths.ts";

/** An input, and what it is called where results are shown. */
export interface NamedInput {
  readonly shown: unknown;
  readonly input: unknown;
}

interface Reading {
  readonly wholeFiles: boolean;
  /** Of every input, beside its text. */
  readonly parts: Readonly<Record<string, string | undefined>>;
}

/** The inputs that a command line names: of tasks of text each line of a file, of others each file. */
export async function readInputs(
  task: AnyTask,
  given: readonly string[],
  reading: Reading,
): Promise<readonly NamedInput[]> {
  const inputs: NamedInput[] = [];
  for (const one of given) inputs.push(...(await inputsOf(task, one, reading)));
  if (inputs.length > 0) return inputs;
  throw new CommandError(`--input ${given.join(" ")} has no lines, expected at least one input`);
}

async function inputsOf(task: AnyTask, given: string, reading: Reading): Promise<NamedInput[]> {
  const ofText = task.inputKind === "text";
  if (given === "-")
    return ofText
      ? linesOf(decoded(await standardInput(), "-"), task, reading)
      : [{ shown: "-", input: await standardInput() }];
  const paths = await pathsOf(given);
  if (ofText && paths.length === 0) return [inputOf(task, given, reading)];
  if (paths.length === 0)
    throw new UsageError(`--input ${JSON.stringify(given)}: there is no such file`);
  if (!ofText) return paths.map((path) => ({ shown: path, input: path }));
  const files = paths.map(async (path) => decoded(await readBytes(path), path));
  return (await Promise.all(files)).flatMap((text) => linesOf(text, task, reading));
}

/** The files that a path or a pattern names; none of a text. */
async function pathsOf(given: string): Promise<readonly string[]> {
  const there = await stat(given).catch(() => undefined);
  if (there?.isFile()) return [given];
  return isPattern(given) ? matchPaths(given) : [];
}

function decoded(bytes: Uint8Array, name: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new CommandError(`${name}: it is no text in UTF-8, expected one`, { cause });
  }
}

function linesOf(text: string, task: AnyTask, reading: Reading): NamedInput[] {
  const whole = reading.wholeFiles ? [text.trimEnd()] : text.split(/\r?\n/);
  return whole.filter((line) => line.trim() !== "").map((line) => inputOf(task, line, reading));
}

/** A text, or an input of parts as JSON: { "question": ..., "context": ... }, or the messages of a chat. */
function inputOf(task: AnyTask, text: string, { parts }: Reading): NamedInput {
  const json = ofParts(task, text);
  if (json !== undefined) return { shown: json, input: json };
  const input = task.inputOf ? task.inputOf(text, parts) : text;
  return { shown: input, input };
}

function ofParts({ inputOf: ofText, isOneInput }: AnyTask, text: string): unknown {
  const opening = ofText ? "{" : "[";
  if (!(ofText || isOneInput) || !text.startsWith(opening)) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // a text that begins with a bracket
  }
}

async function standardInput(): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for await (const part of process.stdin) parts.push(part as Uint8Array);
  return Buffer.concat(parts);
}
