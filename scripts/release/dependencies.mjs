import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { publishedPackages } from "../packages.mjs";
import { root } from "../repository.mjs";

/** The licences under which something may be installed with a package of ours: they ask for no more than their own text. */
export const allowedLicences = ["MIT", "Apache-2.0", "ISC", "BSD-2-Clause", "BSD-3-Clause", "0BSD"];

const { packages: locked } = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8"));

/**
 * What comes with each published package: { of, direct, further }, both lists of { name, version, licence, bytes,
 * installScript }. What is ours is left out, and what it brings counts to who asks for it. Peers are what users install.
 */
export const dependencies = publishedPackages.map(({ name, folder, ...manifest }) => {
  const own = placesBelow(`packages/${folder.split(/[\\/]/).at(-1)}`);
  return {
    of: name,
    direct: [...own.direct].map(facts),
    further: [...own.further].map(facts),
    peers: Object.keys(manifest.peerDependencies ?? {}).map((peer) => facts(placeOf("", peer))),
  };
});

/** Every package that some package of ours brings along, once. */
export const allDependencies = [
  ...new Map(
    dependencies
      .flatMap(({ direct, further }) => [...direct, ...further])
      .map((one) => [`${one.name}@${one.version}`, one]),
  ).values(),
];

function placesBelow(place) {
  const asked = asksFor(place);
  const direct = new Set(asked.filter((one) => !isOurs(one)));
  const further = new Set();
  const pending = [...asked];
  const seen = new Set(pending);
  for (let at = 0; at < pending.length; at++)
    for (const one of asksFor(pending[at]))
      if (!seen.has(one)) {
        seen.add(one);
        pending.push(one);
        if (!isOurs(one)) further.add(one);
      }
  return { direct, further };
}

function isOurs(place) {
  return !place.includes("node_modules/");
}

/** Where the lockfile has what a package depends on, optional or not. */
function asksFor(place) {
  const { dependencies: needed, optionalDependencies: wanted } = locked[place];
  return Object.keys({ ...needed, ...wanted }).map((name) => placeOf(place, name));
}

/** As Node finds a package: beside who asks, or further up. */
function placeOf(place, name) {
  for (let at = place; ; at = at.slice(0, Math.max(0, at.lastIndexOf("/node_modules/")))) {
    const found = `${at === "" ? "" : `${at}/`}node_modules/${name}`;
    if (locked[found]) return locked[found].link ? locked[found].resolved : found;
    if (at === "") throw new Error(`the lockfile has no ${name}, which ${place} asks for`);
    if (!at.includes("/node_modules/")) at = "";
  }
}

function facts(place) {
  const { version, hasInstallScript } = locked[place];
  const folder = join(root, place);
  const manifest = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const { preinstall, install, postinstall } = manifest.scripts ?? {};
  return {
    name: manifest.name,
    version,
    installed: manifest.version,
    licence: licenceOf(manifest),
    bytes: bytesIn(folder),
    installScript: Boolean(hasInstallScript || preinstall || install || postinstall),
  };
}

function licenceOf({ license, licenses }) {
  return license?.type ?? license ?? licenses?.map(({ type }) => type).join(" OR ") ?? "none named";
}

/** What a package takes on a disk, without what lies inside it of others. */
function bytesIn(folder) {
  return readdirSync(folder, { withFileTypes: true })
    .filter(({ name }) => name !== "node_modules")
    .map((entry) => {
      const path = join(folder, entry.name);
      return entry.isDirectory() ? bytesIn(path) : statSync(path).size;
    })
    .reduce((sum, bytes) => sum + bytes, 0);
}
