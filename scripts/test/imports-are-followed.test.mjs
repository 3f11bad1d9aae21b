import { existsSync } from "node:fs";
import { basename, join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { packages, publishedPackages } from "../packages.mjs";
import { documentsNamedIn, importGraph } from "../testing/import-graph.mjs";
import { packageEntries } from "../testing/package-entries.mjs";

const gpt = "packages/nn/test/gpt.test.ts";
const browser = "packages/gpu-webgpu/test/chromium.test.ts";
let graph;
beforeAll(async () => {
  graph = await importGraph([gpt, browser, "README.md"], packages);
});

function reached(file, found = new Set()) {
  if (!found.has(file))
    for (const next of graph.get(found.add(file) && file).imports) reached(next, found);
  return [...found];
}

test("from a test through a package's name to the sources, and to what is generated there", () => {
  expect(reached(gpt)).toEqual(
    expect.arrayContaining([
      "packages/core-wasm/src/contract/kernels/softmax.ts",
      "packages/core-wasm/src/backend/simd-binary.generated.ts",
    ]),
  );
});

test("no further than what an entry of a package exports", () => {
  const files = reached(browser);
  expect(files).toContain("packages/core-wasm/src/contract/kernels/softmax.ts");
  expect(files).toContain("scripts/browser-page.mjs");
  expect(files.filter((file) => file.startsWith("packages/core-wasm/src/backend/"))).toEqual([]);
});

test("never into what is built or installed", () => {
  const files = [...graph.keys()];
  expect(files.length).toBeGreaterThan(200);
  expect(files.filter((file) => /(^|\/)(dist|node_modules)\//.test(file))).toEqual([]);
  expect(graph.get("scripts/browser-page.mjs").outside).toContain("playwright-core");
});

test("from every entry of a package to a source that is there", async () => {
  for (const { folder, exports = {} } of publishedPackages) {
    const sources = await packageEntries(folder);
    for (const [path, { default: built }] of Object.entries(exports)) {
      if (path === "./package.json" || path === "./worker") continue; // no modules of ours
      const source = sources[basename(built, ".js")];
      expect(source, `${folder} ${path}`).toBeTypeOf("string");
      expect(existsSync(join(folder, source)), source).toBe(true);
    }
  }
});

test("an import that leads nowhere is an error, not a gap", async () => {
  const odd = [{ ...packages.find(({ name }) => name === "@qkv/core-wasm"), exports: {} }];
  await expect(importGraph([gpt], odd)).rejects.toThrow("@qkv/core-wasm exports no .");
});

test("the documents that a test names are known", () => {
  expect(documentsNamedIn("packages/nn/test/readme.test.ts")).toContain("README.md");
  expect(documentsNamedIn("scripts/test/ops-are-found-by-name.test.mjs")).toContain(
    "CONTRIBUTING.md",
  );
});
