import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { cases, runQuickly } from "../../integrations/cases.mjs";
import { npmIn, pack, quietly } from "../../integrations/packed.mjs";
import { npm } from "../npm.mjs";
import { publishedPackages } from "../packages.mjs";
import { root } from "../repository.mjs";
import { runCaptured } from "../run-captured.mjs";
import { temporaryFolder } from "./temporary-folder.mjs";

const project = temporaryFolder();
let packed = [];

beforeAll(async () => {
  writeFileSync(join(project, "package.json"), '{ "private": true, "type": "module" }');
  writeFileSync(join(project, "package-lock.json"), JSON.stringify(lockfileOfDependencies()));
  packed = await pack(project);
  await npmIn(project, "install", ...packed.map(({ file }) => file), ...quietly);
});

test.for(publishedPackages.map(({ name }) => name))(
  "%s packs dist, bin, README, LICENSE only",
  (name) => {
    const { files } = packed.find((one) => one.name === name);
    const paths = files.map(({ path }) => path);
    expect(paths).toEqual(expect.arrayContaining(["LICENSE", "README.md", "package.json"]));
    expect(
      paths.filter((path) => !/^((dist|bin)\/.+|LICENSE|README\.md|package\.json)$/.test(path)),
    ).toEqual([]);
  },
);

test("no install script and no native code come along", () => {
  const lockfile = JSON.parse(readFileSync(join(project, "package-lock.json"), "utf8"));
  const installed = Object.entries(lockfile.packages).filter(([path]) => path !== "");
  expect(installed.length).toBeGreaterThanOrEqual(publishedPackages.length);
  expect(installed.filter(([, entry]) => entry.hasInstallScript)).toEqual([]);
  const files = readdirSync(join(project, "node_modules"), { recursive: true });
  expect(files.filter((file) => /(\.node|binding\.gyp|\.so|\.dylib|\.dll)$/.test(file))).toEqual(
    [],
  );
});

test("@qkv/nn takes at most 4 MB when it is installed, and no package brings source maps of nothing", () => {
  const sizes = Object.fromEntries(packed.map(({ name, unpackedSize }) => [name, unpackedSize]));
  expect(sizes["@qkv/nn"]).toBeLessThan(4e6);
  const { files } = packed.find(({ name }) => name === "@qkv/nn");
  expect(files.filter(({ path }) => path.endsWith(".map"))).toEqual([]);
});

test("each entry is the same by import and by require, with declarations for either", () => {
  for (const { name, exports, folder } of publishedPackages)
    for (const [path, { require: required, ...imported }] of Object.entries(exports)) {
      if (path === "./package.json" || !imported.types) continue;
      const expected = Object.fromEntries(
        Object.entries(imported).map(([condition, file]) => [
          condition,
          file.replace(/(?<=\.d)\.ts$|\.js$/, (end) => (end === ".ts" ? ".cts" : ".cjs")),
        ]),
      );
      expect(required, `${name} ${path}`).toEqual(expected);
      for (const file of Object.values(required))
        expect(existsSync(join(folder, file)), `${name} ${file}`).toBe(true);
    }
});

test.each(cases.filter(({ quick }) => quick))(
  "a project of the kind $title trains and generates",
  async (one) => {
    const results = await runQuickly(one, project);
    expect(results.length).toBeGreaterThan(0);
    expect(
      results.flatMap(({ engine, faults }) => faults.map((fault) => `${engine}: ${fault}`)),
    ).toEqual([]);
  },
);

test.skipIf(!process.features.require_module)("a CommonJS program may require them", async () => {
  const lines = ["@qkv/nn", "@qkv/nn/node", "@qkv/gpu-webgpu", "@qkv/core-wasm/contract"].map(
    (name) => `require(${JSON.stringify(name)});`,
  );
  writeFileSync(join(project, "program.cjs"), `${lines.join("\n")}\nconsole.log("loaded");\n`);
  expect(await succeed([process.execPath, ["program.cjs"]])).toContain("loaded\n");
});

test("npx qkv --help runs", async () => {
  expect(existsSync(join(project, "node_modules/.bin/qkv"))).toBe(true);
  expect(await succeed(npm("exec", "--no", "--", "qkv", "--help"))).toContain("train");
});

/** The versions that the repository has installed, so that none need be asked of the registry. */
function lockfileOfDependencies() {
  const { packages: locked } = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8"));
  const published = Object.entries(locked).filter(
    ([path, entry]) => path.startsWith("node_modules/") && !entry.link && !entry.dev,
  );
  return { lockfileVersion: 3, packages: { "": {}, ...Object.fromEntries(published) } };
}

async function succeed([command, args, options]) {
  const { ok, output } = await runCaptured(command, args, { ...options, cwd: project });
  if (!ok) throw new Error(`${command} ${args.join(" ")} failed:\n${output}`);
  return output;
}
