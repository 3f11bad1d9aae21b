import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { pipeline } from "../../src/node/pipeline.ts";
import type { TaskName } from "../../src/pipelines/pipeline.ts";
import type { TaskPipeline } from "../../src/pipelines/pipeline-object.ts";

// What transformers' pipelines give: generate-pipelines.py beside this file. QKV_PIPELINES names another folder of its.
const golden = process.env.QKV_PIPELINES ?? fileURLToPath(new URL("golden", import.meta.url));

interface Case {
  readonly model: string;
  readonly task: TaskName;
  readonly input: unknown;
  readonly options: object;
  readonly result: unknown;
}
const cases: readonly Case[] = JSON.parse(readFileSync(`${golden}/cases.json`, "utf8"));
const kinds = [...new Set(cases.map(({ task, model }) => `${task} by ${model}`))];

/** The same, but for the rounding of numbers. */
const rounded = (value: unknown): unknown => {
  if (typeof value === "number" && !Number.isInteger(value))
    return expect.closeTo(value, Math.abs(value) > 10 ? 3 : 4);
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
    for (const { input, options, result } of own)
      expect(await pipe(input, options), JSON.stringify({ input, options })).toEqual(
        rounded(result),
      );
  });
});
