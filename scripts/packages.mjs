import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./repository.mjs";

/** The packages, in the order of their folders: each one's package.json, and its folder. */
export const packages = readdirSync(join(root, "packages")).map((name) => {
  const folder = join(root, "packages", name);
  return { ...readManifest(folder), folder };
});

/** Those that are made for npm. */
export const publishedPackages = packages.filter(({ private: kept }) => !kept);

export function readManifest(folder) {
  return JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
}
