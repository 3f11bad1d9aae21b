import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { npm } from "../npm.mjs";
import { root } from "../repository.mjs";
import { runCaptured } from "../run-captured.mjs";
import { packages } from "../stages.mjs";
import { temporaryFolder } from "./temporary-folder.mjs";

const program = `
import { tensor } from "@qkv/nn";
const c = tensor([[1, 2], [3, 4]]).matmul(tensor([[5, 6], [7, 8]]));
console.log([...c.dataSync()].join(" "));
`;

const project = temporaryFolder();
let packed = [];

beforeAll(async () => {
  writeFileSync(join(project, "package.json"), '{ "private": true, "type": "module" }');
  const folders = packages.map(({ folder }) => folder);
  writeFileSync(join(project, "package-lock.json"), JSON.stringify(lockfileOfDependencies()));
  packed = JSON.parse(await succeed(npm("pack", ...folders, "--json", "--silent")));
  const tarballs = packed.map(({ filename }) => `./${filename}`);
  await succeed(npm("install", ...tarballs, "--prefer-offline", "--ignore-scripts"));
});

test.for(packages.map(({ name }) => name))("%s packs dist, bin, README, LICENSE only", (name) => {
  const { files } = packed.find((one) => one.name === name);
  const paths = files.map(({ path }) => path);
  expect(paths).toEqual(expect.arrayContaining(["LICENSE", "README.md", "package.json"]));
  expect(
    paths.filter((path) => !/^((dist|bin)\/.+|LICENSE|README\.md|package\.json)$/.test(path)),
  ).toEqual([]);
});

test("no install script and no native code come along", () => {
  const lockfile = JSON.parse(readFileSync(join(project, "package-lock.json"), "utf8"));
  const installed = Object.entries(lockfile.packages).filter(([path]) => path !== "");
  expect(installed.length).toBeGreaterThanOrEqual(packages.length);
  expect(installed.filter(([, entry]) => entry.hasInstallScript)).toEqual([]);
  const files = readdirSync(join(project, "node_modules"), { recursive: true });
  expect(files.filter((file) => /(\.node|binding\.gyp|\.so|\.dylib|\.dll)$/.test(file))).toEqual(
    [],
  );
});

test("a plain JavaScript program multiplies two matrices", async () => {
  writeFileSync(join(project, "multiply.js"), program);
  expect(await succeed([process.execPath, ["multiply.js"]])).toBe("19 22 43 50\n");
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
