import { existsSync } from "node:fs";
import { basename, dirname, resolve } from "node:path";
import { type DataRow, readRecords } from "@qkv/nn/applications";
import { dataOnDisk } from "@qkv/nn/node";
import { taskNamed } from "@qkv/nn/pipelines";
import { namingOptionsOf } from "../command-line/option-name.ts";
import { CommandError, UsageError } from "../failures/command-error.ts";
import { isPattern, matchPaths } from "../task-runs/match-paths.ts";
import { type ChosenTask, partsOfInput } from "./batch-task.ts";
import type { BatchInput } from "./manifest.ts";

/** Fields that have the input where nobody says which one does; the first that is there. */
const usualColumns = ["text", "prompt", "messages", "input", "source", "path"];
/** Files that hold inputs, rather than being one. */
const dataFile = /\.(jsonl|ndjson|csv|tsv|txt)(\.gz)?$/i;

export interface BatchInputs {
  readonly files: readonly string[];
  readonly inputs: readonly BatchInput[];
}

/** The inputs of all files that are named, in their order. @throws UsageError, CommandError that name file and line */
export async function readBatchInputs(
  given: readonly string[],
  column: string | undefined,
  chosen: ChosenTask,
): Promise<BatchInputs> {
  const files = (await Promise.all(given.map(pathsOf))).flat();
  const inputs: BatchInput[] = [];
  for (const file of files)
    for (const input of await inputsOf(file, column, chosen)) inputs.push(input);
  if (inputs.length > 0) return { files, inputs };
  throw new CommandError(`--input ${given.join(" ")} has no inputs, expected at least one`);
}

async function pathsOf(given: string): Promise<readonly string[]> {
  if (!isPattern(given) || existsSync(given)) return [given];
  const paths = await matchPaths(given);
  if (paths.length > 0) return paths;
  throw new UsageError(`--input ${JSON.stringify(given)}: no file is called so`);
}

async function inputsOf(
  path: string,
  column: string | undefined,
  chosen: ChosenTask,
): Promise<readonly BatchInput[]> {
  const data = await dataOnDisk(path);
  const names = data.names.filter((name) => data.names.length === 1 || dataFile.test(name));
  if (chosen.kind !== "text" && names.length === 1 && !dataFile.test(path))
    return [{ id: basename(path), input: resolve(path) }];
  const inputs: BatchInput[] = [];
  for (const name of names) {
    const file = data.names.length === 1 ? data.source : `${data.source}/${name}`;
    const rows = await namingOptionsOf(() => readRecords(data, name));
    for (const row of rows) inputs.push(inputOf(row, { file, column, chosen }));
  }
  return inputs;
}

interface Reading {
  readonly file: string;
  readonly column: string | undefined;
  readonly chosen: ChosenTask;
}

function inputOf({ line, value }: DataRow, { file, column, chosen }: Reading): BatchInput {
  const at = `${file}: line ${line}`;
  if (typeof value !== "object" || value === null || Array.isArray(value))
    return { input: madeOf(value, { file, chosen, at }) };
  const { id } = value as { readonly id?: unknown };
  const named = typeof id === "string" || typeof id === "number" ? { id } : {};
  const parts = column === undefined ? partsOfInput(chosen.task, value) : undefined;
  const record = new Map(Object.entries(value));
  if (parts)
    return { ...named, input: Object.fromEntries(parts.map((part) => [part, record.get(part)])) };
  const own = column ?? usualColumns.find((name) => record.has(name)) ?? onlyOne(record);
  if (own !== undefined && record.has(own))
    return { ...named, input: madeOf(record.get(own), { file, chosen, at: `${at}: ${own}` }) };
  const has = [...record.keys()].slice(0, 8).map((key) => JSON.stringify(key.slice(0, 40)));
  throw new CommandError(
    `${at} has ${has.join(", ") || "nothing"}, expected ${JSON.stringify(column ?? "text")}` +
      `${column === undefined ? ", or the name of another column by --column" : ""}`,
  );
}

const onlyOne = (record: ReadonlyMap<string, unknown>): string | undefined =>
  record.size === 1 ? [...record.keys()][0] : undefined;

interface Making {
  readonly file: string;
  readonly chosen: ChosenTask;
  readonly at: string;
}

/** What the task takes, of a value that stands in a file. */
function madeOf(value: unknown, { file, chosen, at }: Making): unknown {
  const { task, kind, parts } = chosen;
  if (typeof value !== "string") {
    if (typeof value === "object" && value !== null) return value; // messages of a chat, ids
    throw new CommandError(`${at} is ${JSON.stringify(value)?.slice(0, 60)}, expected a text`);
  }
  if (kind !== "text") return resolve(dirname(file), value);
  const { inputOf: ofText } = task === "score" ? {} : taskNamed(task);
  return ofText ? ofText(value, parts) : value;
}
