import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { installPackage } from "./install.mjs";
import { root } from "./repository.mjs";

/** The Node that each major stands for, so that two runs on two days compare. */
const versions = { 20: "20.20.2", 24: "24.21.0" };

/** The program of Node `major`: this one where it fits, else one from npm, kept in bench/.nodes. */
export async function benchNode(major) {
  if (major === undefined || process.versions.node.startsWith(`${major}.`)) return process.execPath;
  const platform = process.platform === "win32" ? "win" : process.platform;
  const name = `node-${platform}-${process.arch}`;
  const folder = join(root, "bench", ".nodes", versions[major]);
  const file = process.platform === "win32" ? "node.exe" : "node";
  const program = join(folder, "node_modules", name, "bin", file);
  if (existsSync(program)) return program;
  console.error(`Installing Node ${versions[major]} into bench/.nodes (once) ...`);
  mkdirSync(folder, { recursive: true });
  await installPackage(`${name}@${versions[major]}`, folder);
  return program;
}
