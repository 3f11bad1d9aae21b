import { readFile } from "node:fs/promises";
import { writeFileSafely } from "@qkv/nn/node";

/** Write values as lines of JSON, beside and renamed. */
export async function writeLines(path: string, values: Iterable<unknown>): Promise<void> {
  const lines = [...values].map((value) => `${JSON.stringify(value)}\n`);
  await writeFileSafely(path, new TextEncoder().encode(lines.join("")));
}

/** The values of a file that `writeLines` wrote. */
export async function readLines<T>(path: string): Promise<readonly T[]> {
  const lines = (await readFile(path, "utf8")).split("\n");
  return lines.filter((line) => line !== "").map((line) => JSON.parse(line) as T);
}
