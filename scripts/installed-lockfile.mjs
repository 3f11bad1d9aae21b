import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./repository.mjs";

const memory = join(root, "node_modules", ".qkv-installed-lockfile");

/** Is node_modules there, and made from the lockfile of today? */
export function isInstalled() {
  try {
    return readFileSync(memory, "utf8") === lockfileHash();
  } catch {
    return false;
  }
}

/** Notes inside node_modules which lockfile it was made from. */
export function rememberInstall() {
  writeFileSync(memory, lockfileHash());
}

function lockfileHash() {
  return createHash("sha256")
    .update(readFileSync(join(root, "package-lock.json")))
    .digest("hex");
}
