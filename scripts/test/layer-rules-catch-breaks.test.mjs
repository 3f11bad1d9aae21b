import { cpSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { root } from "../repository.mjs";
import { runCaptured } from "../run-captured.mjs";
import { temporaryFolder } from "./temporary-folder.mjs";

const cruiser = join(root, "node_modules/dependency-cruiser/bin/dependency-cruise.mjs");

// Every layer imports what it may, so that a rule which fires on all code would show.
const sound = {
  "core-wasm/dist/index.js": "export const backend = 1;",
  "core-wasm/dist/contract.js": "export const kernels = 1;",
  "core-wasm/src/index.ts": 'export { kernels } from "./contract/index.ts";',
  "core-wasm/src/contract/index.ts": "export const kernels = 1;",
  "gpu-webgpu/dist/index.js": "export const webgpu = 1;",
  "gpu-webgpu/src/index.ts": 'export { kernels } from "@qkv/core-wasm/contract";',
  "nn/dist/index.js": "export const tensor = 1;",
  "nn/src/index.ts": 'export { softmax } from "./ops/softmax.ts";',
  "nn/src/tensor/tensor.ts": 'export { kernels } from "@qkv/core-wasm/contract";',
  "nn/src/device/default-device.ts": 'export { backend } from "@qkv/core-wasm";',
  "nn/src/ops/softmax.ts": 'export { kernels as softmax } from "../tensor/tensor.ts";',
  "nn/src/node/checkpoint.ts": 'export { readFile } from "node:fs/promises";',
  "cli/src/qkv.ts": 'export { train } from "./commands/train.ts";',
  "cli/src/commands/train.ts": 'export { run as train } from "../training/run.ts";',
  "cli/src/training/run.ts": 'export { tensor as run } from "@qkv/nn";',
  "web-demo/src/engine/worker.ts": 'export { tensor } from "@qkv/nn";',
  "web-demo/src/engine/client.ts": 'export type { Calls } from "./protocol.ts";',
  "web-demo/src/engine/protocol.ts": "export interface Calls {}",
  "web-demo/src/pictures/bars.ts": "export const bars = 1;",
  "web-demo/src/views/follow/words.en.ts": "export const follow = 1;",
  "web-demo/src/views/follow/view.ts":
    'import "../../engine/client.ts"; export { bars } from "../../pictures/bars.ts";',
  "web-demo/src/views/index.ts": 'export { bars } from "./follow/view.ts";',
  "web-demo/src/words/en.ts": 'export { follow } from "../views/follow/words.en.ts";',
  "web-demo/src/frame/app.ts": 'export { bars } from "../views/index.ts";',
};

const breaks = [
  ["unresolvable", "nn/src/ops/mistyped.ts", 'import "../tensor/tensr.ts";'],
  [
    "unresolvable",
    "nn/src/ops/mistyped-type.ts",
    'import type { A } from "@qkv/core-wasm/contrct";',
  ],
  ["circular", "nn/src/ops/back.ts", 'import "./there.ts";'],
  ["contract-stands-alone", "core-wasm/src/contract/out.ts", 'import "../index.ts";'],
  ["contract-stands-alone", "core-wasm/src/contract/disk.ts", 'import "node:fs";'],
  ["core-is-lowest", "core-wasm/src/up.ts", 'import "@qkv/nn";'],
  ["gpu-sees-contract-only", "gpu-webgpu/src/beside.ts", 'import "@qkv/core-wasm";'],
  ["gpu-sees-contract-only", "gpu-webgpu/src/up.ts", 'import "@qkv/nn";'],
  ["nn-below-cli", "nn/src/gpu.ts", 'import "@qkv/gpu-webgpu";'],
  ["nn-names-backend-once", "nn/src/ops/backend.ts", 'import "@qkv/core-wasm";'],
  ["nn-names-backend-once", "nn/src/ops/type.ts", 'import type { A } from "@qkv/core-wasm";'],
  ["packages-meet-at-exports", "cli/src/path.ts", 'import "../../nn/src/ops/softmax.ts";'],
  ["cli-sees-nn-only", "cli/src/contract.ts", 'import "@qkv/core-wasm/contract";'],
  ["nn-tensor-points-up", "nn/src/tensor/up.ts", 'import "../ops/softmax.ts";'],
  ["nn-ops-points-up", "nn/src/ops/up.ts", 'import type { A } from "../node/checkpoint.ts";'],
  ["nn-folder-without-layer", "nn/src/unheard-of/new.ts", 'import "../ops/softmax.ts";'],
  ["nn-entry-is-highest", "nn/src/ops/entry.ts", 'import "../index.ts";'],
  ["nn-entry-runs-in-browsers", "nn/src/disk.ts", 'import "./node/checkpoint.ts";'],
  ["cli-failures-points-up", "cli/src/failures/up.ts", 'import "../training/run.ts";'],
  ["cli-training-points-up", "cli/src/training/up.ts", 'import "../commands/train.ts";'],
  ["cli-folder-without-layer", "cli/src/unheard-of/new.ts", 'import "../training/run.ts";'],
  ["cli-entry-is-highest", "cli/src/commands/entry.ts", 'import "../qkv.ts";'],
  ["nn-below-cli", "nn/src/demo.ts", 'import "../../web-demo/src/frame/app.ts";'],
  ["demo-computes-in-engine", "web-demo/src/views/follow/tensor.ts", 'import "@qkv/nn";'],
  ["demo-asks-the-worker", "web-demo/src/frame/worker.ts", 'import "../engine/worker.ts";'],
  ["demo-engine-draws-nothing", "web-demo/src/engine/draw.ts", 'import "../pictures/bars.ts";'],
  ["demo-views-stand-apart", "web-demo/src/views/other/a.ts", 'import "../follow/view.ts";'],
  ["demo-views-stand-apart", "web-demo/src/views/other/b.ts", 'import "../../frame/app.ts";'],
  ["demo-parts-are-below-views", "web-demo/src/words/up.ts", 'import "../views/index.ts";'],
  ["node-only-in-node-folder", "nn/src/ops/disk.ts", 'import "node:fs";'],
];

test("sound imports pass", async () => {
  expect(await violations(sound)).toEqual([]);
});

describe("a break is caught", () => {
  let found = [];
  beforeAll(async () => {
    const broken = Object.fromEntries(breaks.map(([, file, source]) => [file, source]));
    const there = { "nn/src/ops/there.ts": 'import "./back.ts";' };
    found = await violations({ ...sound, ...there, ...broken });
  });

  test.for(breaks)("%s: %s has %s", ([rule, file]) => {
    expect(found).toContain(`${rule} packages/${file}`);
  });
});

async function violations(sources) {
  const folder = temporaryFolder();
  for (const [file, source] of Object.entries(sources)) {
    write(join(folder, "packages", file), `${source}\n`);
  }
  mkdirSync(join(folder, "node_modules/@qkv"), { recursive: true });
  for (const name of ["core-wasm", "gpu-webgpu", "nn", "cli", "web-demo"]) {
    const manifest = join("packages", name, "package.json");
    cpSync(join(root, manifest), join(folder, manifest));
    symlinkSync(join(folder, "packages", name), join(folder, "node_modules/@qkv", name));
  }
  for (const file of [".dependency-cruiser.cjs", "tsconfig.base.json", "package.json"]) {
    cpSync(join(root, file), join(folder, file));
  }
  const args = [cruiser, "packages", "--output-type", "json"];
  const { output } = await runCaptured(process.execPath, args, { cwd: folder });
  const { summary } = JSON.parse(output);
  return summary.violations.map(({ rule, from }) => `${rule.name} ${from}`);
}

function write(file, source) {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, source);
}
