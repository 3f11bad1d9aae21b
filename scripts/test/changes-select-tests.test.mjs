import { describe, expect, test } from "vitest";
import { selectTouched } from "../testing/selection.mjs";

// core <- gpu (its contract only), core <- nn <- cli; as importGraph gives it.
const imports = {
  "packages/core/src/contract.ts": [],
  "packages/core/src/binary.generated.ts": [],
  "packages/core/src/backend.ts": ["packages/core/src/binary.generated.ts"],
  "packages/core/src/index.ts": ["packages/core/src/contract.ts", "packages/core/src/backend.ts"],
  "packages/core/test/contract.test.ts": ["packages/core/src/contract.ts"],
  "packages/core/test/backend.test.ts": ["packages/core/src/index.ts"],
  "packages/core/vitest.config.ts": [],
  "packages/gpu/src/index.ts": ["packages/core/src/contract.ts"],
  "packages/gpu/test/page.ts": ["packages/gpu/src/index.ts"],
  "packages/gpu/test/kernels.test.ts": ["packages/gpu/src/index.ts"],
  "packages/gpu/test/browser.test.ts": ["scripts/browser.mjs"],
  "packages/gpu/vitest.config.ts": ["scripts/driver.mjs"],
  "packages/nn/src/linear.ts": ["packages/core/src/index.ts"],
  "packages/nn/src/gpt.ts": ["packages/nn/src/linear.ts"],
  "packages/nn/src/index.ts": ["packages/nn/src/gpt.ts", "packages/nn/src/linear.ts"],
  "packages/nn/test/gpt.test.ts": ["packages/nn/src/gpt.ts"],
  "packages/nn/test/linear.test.ts": ["packages/nn/src/linear.ts"],
  "packages/nn/test/readme.test.ts": [],
  "packages/nn/vitest.config.ts": [],
  "packages/cli/src/qkv.ts": ["packages/nn/src/index.ts"],
  "packages/cli/test/run-qkv.ts": [],
  "packages/cli/test/train.test.ts": ["packages/cli/test/run-qkv.ts"],
  "packages/cli/src/size.ts": [],
  "packages/cli/test/size.test.ts": ["packages/cli/src/size.ts"],
  "packages/cli/vitest.config.ts": [],
  "scripts/browser.mjs": [],
  "scripts/driver.mjs": [],
  "scripts/test/packed.test.mjs": [],
  "scripts/test/bars.test.mjs": ["bench/bars.mjs"],
  "bench/bars.mjs": [],
  "vitest.config.ts": [],
};
const outside = {
  "packages/gpu/test/browser.test.ts": ["esbuild"],
  "packages/nn/test/readme.test.ts": ["node:fs"],
  "packages/cli/test/run-qkv.ts": ["node:child_process"],
  "packages/cli/src/size.ts": ["node:fs"], // of what its callers name, so this alone lets no test out
  "scripts/test/packed.test.mjs": ["node:fs"],
};
const documents = {
  "packages/nn/test/readme.test.ts": ["README.md", "docs/guides"],
  "scripts/test/packed.test.mjs": ["LICENSE"],
};
const graph = new Map(
  Object.entries(imports).map(([file, to]) => [
    file,
    { imports: to, outside: outside[file] ?? [] },
  ]),
);
const testsBelow = (folder) =>
  Object.keys(imports)
    .filter((file) => file.startsWith(`${folder}/test/`) && file.includes(".test."))
    .map((file) => ({ file, documents: new Set(documents[file]) }));
const project = (name, ...dependencies) => ({
  ...{ name, dependencies, folder: `packages/${name}`, tests: testsBelow(`packages/${name}`) },
  settings: `packages/${name}/vitest.config.ts`,
});
const repository = {
  name: "repository",
  folder: "",
  dependencies: [],
  settings: "vitest.config.ts",
};
const projects = [
  ...[project("core"), project("gpu", "core"), project("nn", "core", "left-pad")],
  ...[project("cli", "nn"), { ...repository, tests: testsBelow("scripts") }],
];
const stages = ["core", "gpu", "nn", "cli", "code", "packages"].map((about) => ({
  name: about,
  about,
}));
const select = (...changed) => selectTouched({ changed, graph, projects, stages });
const short = (file) =>
  file
    .replace(/^packages\//, "")
    .replace(/\/test\/|\.test\.(ts|mjs)$/g, " ")
    .trim();
const testsOf = (...changed) => select(...changed).tests.map(short);

const core = ["core contract", "core backend"];
const gpu = ["gpu kernels", "gpu browser"];
const nn = ["nn gpt", "nn linear", "nn readme"];
const cli = ["cli train", "cli size"];

describe.each([
  ["nothing", [], []],
  [
    "a source: what imports it, what reads or runs its package, and so on above",
    ["packages/nn/src/gpt.ts"],
    ["nn gpt", "nn readme", "cli train", "scripts packed"],
  ],
  [
    "a source of the lowest package",
    ["packages/core/src/backend.ts"],
    ["core backend", ...nn, "cli train", "scripts packed"],
  ],
  [
    "a source that two packages import",
    ["packages/core/src/contract.ts"],
    [...core, ...gpu, ...nn, "cli train", "scripts packed"],
  ],
  [
    "a source that no import reaches: its package, and what is generated there",
    ["packages/core/assembly/sqrt.ts"],
    [...core, ...nn, "cli train", "scripts packed"],
  ],
  ["a page that a test builds", ["packages/gpu/test/page.ts"], [...gpu, "scripts packed"]],
  ["a test alone", ["packages/nn/test/gpt.test.ts"], ["nn gpt"]],
  ["values beside the tests", ["packages/nn/test/golden.json"], [...nn, "scripts packed"]],
  ["a file that is gone", ["packages/nn/src/gone.ts"], [...nn, "scripts packed"]],
  [
    "a manifest: what stands on the package too",
    ["packages/nn/package.json"],
    [...nn, ...cli, "scripts packed"],
  ],
  ["a package's settings for vitest", ["packages/nn/vitest.config.ts"], [...nn, "scripts packed"]],
  ["a script that no test imports", ["scripts/golden.mjs"], ["scripts packed", "scripts bars"]],
  [
    "a script that a test imports",
    ["scripts/browser.mjs"],
    ["gpu browser", "scripts packed", "scripts bars"],
  ],
  [
    "declarations of such a script",
    ["scripts/browser.d.mts"],
    ["gpu browser", "scripts packed", "scripts bars"],
  ],
  [
    "a script that a package's settings import",
    ["scripts/driver.mjs"],
    [...gpu, "scripts packed", "scripts bars"],
  ],
  ["a bench", ["bench/cases/new.mjs"], ["scripts packed", "scripts bars"]],
  ["a document that is read", ["packages/cli/README.md"], ["nn readme"]],
  ["a document in a folder that is read", ["docs/guides/new.md"], ["nn readme"]],
  ["a document that nobody reads", ["CHANGELOG.md", "packages/nn/test/golden/FORMAT.md"], []],
  ["a licence", ["packages/nn/LICENSE"], ["scripts packed"]],
  [
    "two at once",
    ["packages/gpu/src/index.ts", "README.md"],
    [...gpu, "nn readme", "scripts packed"],
  ],
])("tests selected by %s", (_, changed, expected) => {
  test(changed.join(" ") || "no file", () => expect(testsOf(...changed)).toEqual(expected));
});

test.each([
  "package-lock.json",
  "package.json",
  "vitest.config.ts",
  "tsconfig.base.json",
  ".ci/run",
  "unheard-of/file.ts",
  "packages/file.ts",
])("%s touches everything", (file) => {
  expect(select("packages/nn/src/gpt.ts", file)).toEqual({ everything: file });
});

test.each([
  ["CHANGELOG.md", []],
  ["scripts/golden.mjs", ["code"]],
  ["scripts/driver.mjs", ["gpu", "code"]],
  ["packages/cli/src/qkv.ts", ["cli", "code", "packages"]],
  ["packages/nn/src/types.ts", ["nn", "cli", "code", "packages"]],
  ["packages/core/assembly/sqrt.ts", ["core", "gpu", "nn", "cli", "code", "packages"]],
])("checks selected by %s", (file, expected) => expect(select(file).stages).toEqual(expected));
