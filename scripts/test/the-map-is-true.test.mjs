import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { root } from "../repository.mjs";

const page = readFileSync(join(root, "ARCHITECTURE.md"), "utf8");
const foldersOf = (path) =>
  readdirSync(join(root, path), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name);

/** A path of the page stands below the root, a package, or the sources of nn and cli. */
const bases = [
  "",
  "packages",
  "packages/nn/src",
  "packages/nn",
  "packages/core-wasm/src",
  "packages/cli/src",
];

test("every file that the page names is there", () => {
  const files = [...page.matchAll(/`([\w./-]+\/[\w.-]+\.(?:ts|mjs|cjs|md))`/g)].map(
    ([, path]) => path,
  );
  expect(files.length).toBeGreaterThan(40);
  const missing = files.filter((path) => !bases.some((base) => existsSync(join(root, base, path))));
  expect(missing).toEqual([]);
});

test.each(["packages/nn/src", "packages/cli/src"])("every folder of %s is named", (sources) => {
  const named = (folder) => new RegExp(`\`(nn/src/|cli/src/)?${folder}\``).test(page);
  expect(foldersOf(sources).filter((folder) => !named(folder))).toEqual([]);
});

test("each stage says what comes in, what goes out, and which three files to open", () => {
  const stages = page.split(/^## (?=\d)/m).slice(1);
  expect(stages.length).toBeGreaterThan(10);
  for (const stage of stages) {
    const [title] = stage.split("\n");
    expect(stage, title).toMatch(
      /\*\*In\*\*.*\*\*Out\*\*.*\*\*Open\*\*: `[^`]+`, `[^`]+`, `[^`]+`\./,
    );
  }
});
