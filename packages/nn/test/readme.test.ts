import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { examplesIn, runExamples } from "./documented-examples.ts";

const packageFolder = fileURLToPath(new URL("..", import.meta.url));

const pages = ["../../README.md", "README.md", "docs/pretrained-models.md"];

describe.each(pages)("examples of %s", (path) => {
  const page = join(packageFolder, path);
  const examples = examplesIn(readFileSync(page, "utf8"));

  test("there are some", () => expect(examples.length).toBeGreaterThan(0));

  test.each(examples)("$code", ({ code, output }) => {
    expect(runExamples([code], dirname(page))).toEqual({ outputs: [output], stderr: "" });
  });
});
