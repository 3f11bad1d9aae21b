import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { pipeline } from "../../src/node/pipeline.ts";
import type { TaskName } from "../../src/pipelines/pipeline.ts";
import type { TaskPipeline } from "../../src/pipelines/pipeline-object.ts";

// What transformers' pipelines give: generate-senses.py beside this file. QKV_SENSES names another folder of its.
const golden = process.env.QKV_SENSES ?? fileURLToPath(new URL("senses", import.meta.url));

interface Case {
  readonly model: string;
  readonly task: TaskName;
  readonly file: string;
  readonly options: object;
  readonly result: unknown;
}
const cases: readonly Case[] = JSON.parse(readFileSync(`${golden}/cases.json`, "utf8"));
const kinds = [...new Set(cases.map(({ task, model }) => `${task} by ${model}`))];

/** The same, but for the rounding of numbers. */
const rounded = (value: unknown): unknown => {
  if (typeof value === "number") return expect.closeTo(value, 3);
  if (Array.isArray(value)) return value.map(rounded);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, rounded(one)]));
};

describe("as transformers has it", () => {
  test.each(kinds)("%s", async (kind) => {
    const own = cases.filter(({ task, model }) => `${task} by ${model}` === kind);
    const { task, model } = own[0]!;
    using pipe = (await pipeline(task, `${golden}/${model}`)) as unknown as TaskPipeline<
      unknown,
      unknown,
      object
    >;
    for (const { file, options, result } of own)
      expect(await pipe(`${golden}/${file}`, options), JSON.stringify({ file, options })).toEqual(
        rounded(result),
      );
    // Side by side with others each has what it has alone.
    const [{ options }] = own as [Case];
    const alike = own.filter((one) => JSON.stringify(one.options) === JSON.stringify(options));
    const files = alike.map(({ file }) => `${golden}/${file}`);
    expect(files.length).toBeGreaterThan(1);
    expect(await pipe(files, options)).toEqual(alike.map(({ result }) => rounded(result)));
  });
});
