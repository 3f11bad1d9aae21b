import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";

// A block marked "js run", then what it prints.
const EXAMPLE = /```js run\n(.*?)```\n\n```text\n(.*?)```/gs;
const packageFolder = fileURLToPath(new URL("..", import.meta.url));

const pages = ["../../README.md", "README.md", "docs/pretrained-models.md"];

describe.each(pages)("examples of %s", (path) => {
  const markdown = readFileSync(join(packageFolder, path), "utf8");
  const examples = [...markdown.matchAll(EXAMPLE)].map(
    ([, code, output]) => [code!, output!] as const,
  );

  test("there are some, each with its output", () => {
    expect(examples.length).toBeGreaterThan(0);
    expect(markdown.split("```js run").length - 1).toBe(examples.length);
  });

  test.each(examples)("%s", (code, output) => {
    const folder = mkdtempSync(join(packageFolder, "test", "readme-")); // where @qkv/nn resolves
    try {
      const file = join(folder, "example.mjs");
      writeFileSync(file, code);
      const { stdout, stderr } = spawnSync(process.execPath, [file], {
        cwd: dirname(join(packageFolder, path)), // as a reader's, for the paths in examples
        encoding: "utf8",
      });
      expect(stderr).toBe("");
      expect(stdout).toBe(output);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
