import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./repository.mjs";

const memory = (folder) => join(folder, "node_modules", ".qkv-installed-lockfile");

/** Is node_modules there, and made from the lockfile of today? */
export function isInstalled(folder = root) {
  try {
    return readFileSync(memory(folder), "utf8") === lockfileHash(folder);
  } catch {
    return false;
  }
}

/** Notes inside node_modules which lockfile it was made from. */
export function rememberInstall(folder = root) {
  writeFileSync(memory(folder), lockfileHash(folder));
}

function lockfileHash(folder) {
  return createHash("sha256")
    .update(readFileSync(join(folder, "package-lock.json")))
    .digest("hex");
}
