import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { expect, test } from "vitest";
import { npm } from "../npm.mjs";
import { packages } from "../packages.mjs";
import { root } from "../repository.mjs";
import { runCaptured } from "../run-captured.mjs";
import { temporaryFolder } from "./temporary-folder.mjs";

const built = "packages/cli/dist/qkv.js";

/** A clone with a command that says what it was called with; `nodeModules` as after an install. */
function clone({ nodeModules }) {
  const folder = temporaryFolder();
  const manifests = packages.map((one) => join(relative(root, one.folder), "package.json"));
  for (const path of ["package.json", "scripts", ...manifests])
    cpSync(join(root, path), join(folder, path), { recursive: true });
  mkdirSync(join(folder, "packages/cli/dist"));
  writeFileSync(join(folder, built), "console.log(JSON.stringify(process.argv.slice(1)));\n");
  if (!nodeModules) return folder;
  mkdirSync(join(folder, "node_modules"));
  cpSync(join(root, "package-lock.json"), join(folder, "package-lock.json"));
  return folder;
}

test("npx qkv runs the built command, by its own path, in the current folder", async () => {
  const folder = clone({ nodeModules: true });
  const [program, args, options] = npm("exec", "--offline", "--", "qkv", "train", "--data", "a b");
  const { ok, output } = await runCaptured(program, args, { ...options, cwd: folder });
  expect(ok, output).toBe(true);
  const called = JSON.parse(output.trim().split("\n").at(-1));
  expect(called).toEqual([join(folder, built), "train", "--data", "a b"]);
});

test("npx qkv in a clone that was never installed installs first", async () => {
  const folder = clone({ nodeModules: false });
  const [program, args, options] = npm("exec", "--offline", "--", "qkv", "--version");
  const { ok, output } = await runCaptured(program, args, { ...options, cwd: folder });
  // There is no lockfile here, so npm has nothing to install from: but that is what was tried.
  expect(ok).toBe(false);
  expect(output).toContain("Installing the packages of package-lock.json");
  expect(output).not.toContain("could not determine executable");
});

test("the command of a workspace that is not built says what to do", async () => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, "bin"));
  writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
  writeFileSync(join(folder, "bin/qkv.js"), readFileSync(join(root, "packages/cli/bin/qkv.js")));
  const { ok, output } = await runCaptured(process.execPath, [join(folder, "bin/qkv.js")], {});
  expect({ ok, output }).toEqual({
    ok: false,
    output: "error: qkv is not built yet; run npm start, or npm install && npm run build\n",
  });
});
