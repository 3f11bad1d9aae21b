#!/usr/bin/env node
// `npx qkv` in a clone of the repository: npm runs the bin of the package that it stands in. The command as it is built,
// which is done first where it never was.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { root } from "./repository.mjs";

const command = join(root, "packages/cli/dist/qkv.js");

if (!existsSync(command) || !existsSync(join(root, "node_modules"))) {
  const { installAndBuild } = await import("./prepare.mjs");
  if (!(await installAndBuild())) process.exit(1);
}
process.argv[1] = command; // not the link in npm's cache: hints name the command by where it is
await import(pathToFileURL(command));
