import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { npm } from "../npm.mjs";
import { publishedPackages } from "../packages.mjs";
import { root } from "../repository.mjs";
import { runCaptured } from "../run-captured.mjs";
import { temporaryFolder } from "./temporary-folder.mjs";

const program = `
import { tensor } from "@qkv/nn";
const c = tensor([[1, 2], [3, 4]]).matmul(tensor([[5, 6], [7, 8]]));
console.log([...c.dataSync()].join(" "));
`;

const typedProgram = `
import { conformanceCases } from "@qkv/core-wasm/conformance";
import { ArithmeticPeak } from "@qkv/core-wasm/machine";
import { webgpu } from "@qkv/gpu-webgpu";
import { Gpt, init, Tensor, tensor } from "@qkv/nn";
import { writeFileSafely } from "@qkv/nn/node";
const sum: number = tensor([1, 2]).sum().item();
console.log(sum, conformanceCases, ArithmeticPeak, webgpu, Gpt, init, writeFileSafely);
const view: readonly number[] = tensor([1, 2, 3, 4]).view([2, 2]).shape;
${["alias", "retain", "storage", "goOnIn", "moveTo", "upload"].map((name) => `// @ts-expect-error what the library does with memory is no part of the types\ntensor([1]).${name};`).join("\n")}
// @ts-expect-error nor is what makes a tensor of it
console.log(view, new Tensor());
`;

const project = temporaryFolder();
let packed = [];

beforeAll(async () => {
  writeFileSync(join(project, "package.json"), '{ "private": true, "type": "module" }');
  const folders = publishedPackages.map(({ folder }) => folder);
  writeFileSync(join(project, "package-lock.json"), JSON.stringify(lockfileOfDependencies()));
  packed = JSON.parse(await succeed(npm("pack", ...folders, "--json", "--silent")));
  const tarballs = packed.map(({ filename }) => `./${filename}`);
  await succeed(npm("install", ...tarballs, "--prefer-offline", "--ignore-scripts"));
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

test("a plain JavaScript program multiplies two matrices", async () => {
  writeFileSync(join(project, "multiply.js"), program);
  expect(await succeed([process.execPath, ["multiply.js"]])).toBe("19 22 43 50\n");
});

test.skipIf(!process.features.require_module)("a CommonJS program may require them", async () => {
  const lines = ["@qkv/nn", "@qkv/nn/node", "@qkv/gpu-webgpu", "@qkv/core-wasm/contract"].map(
    (name) => `require(${JSON.stringify(name)});`,
  );
  writeFileSync(join(project, "program.cjs"), `${lines.join("\n")}\nconsole.log("loaded");\n`);
  expect(await succeed([process.execPath, ["program.cjs"]])).toContain("loaded\n");
});

test("a strict TypeScript program needs no setting for their declarations", async () => {
  writeFileSync(join(project, "program.ts"), typedProgram);
  const settings = { strict: true, noEmit: true, module: "nodenext", target: "es2022", types: [] };
  writeFileSync(
    join(project, "tsconfig.json"),
    JSON.stringify({ compilerOptions: settings, files: ["program.ts"] }),
  );
  const compiler = join(root, "node_modules/typescript/bin/tsc");
  expect(await succeed([process.execPath, [compiler, "--project", "."]])).toBe("");
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
