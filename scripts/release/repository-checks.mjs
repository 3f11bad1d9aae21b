import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { publishedPackages } from "../packages.mjs";
import { root } from "../repository.mjs";
import { checkRow } from "./check-row.mjs";
import { allowedLicences, dependencies } from "./dependencies.mjs";

// What the repository says of the packages and of what they bring.

/** Every dependency's licence is one that asks for nothing; each package has a text of its own. */
export const licences = () =>
  dependencies.map(({ of, direct, further }) => {
    const all = [...direct, ...further];
    const others = all.filter(({ licence }) => !allowedLicences.includes(licence));
    const { folder, license } = publishedPackages.find(({ name }) => name === of);
    const faults = others.map(({ name, licence }) => `${name} is under ${licence}`);
    if (license !== "MIT" || !existsSync(join(folder, "LICENSE")))
      faults.push("it has not the licence MIT with its text");
    const found = [...new Set(all.map(({ licence }) => licence))].sort().join(", ");
    return checkRow("licences", of, faults, `${all.length} dependencies${found && `: ${found}`}`);
  });

/** Nothing runs when a package is installed. */
export const installScripts = () =>
  dependencies.map(({ of, direct, further }) => {
    const own = Object.keys(publishedPackages.find(({ name }) => name === of).scripts ?? {});
    const faults = [
      ...own.filter((name) => /^(pre|post)?install$|^prepare$/.test(name)),
      ...[...direct, ...further].filter((one) => one.installScript).map(({ name }) => name),
    ].map((name) => `${name} runs at install`);
    return checkRow("install scripts", of, faults, "none");
  });

/** Each version says from which commit and by which workflow it was built; only that workflow may sign. */
export function provenance() {
  const workflow = join(root, ".github", "workflows", "release.yml");
  const text = existsSync(workflow) ? readFileSync(workflow, "utf8") : "";
  const needed = ["id-token: write", "npm run -s release:check", "npm publish"];
  return [
    ...publishedPackages.map(({ name, publishConfig = {} }) => {
      const { access, provenance: signed } = publishConfig;
      const right = access === "public" && signed === true;
      const fault = "publishConfig has not access: public and provenance: true";
      return checkRow("provenance", name, right ? [] : [fault], "public, with provenance");
    }),
    checkRow(
      "provenance",
      "release.yml",
      needed.filter((part) => !text.includes(part)).map((part) => `the workflow has no ${part}`),
    ),
  ];
}

/** One version for all, which the changelog has a part for, and no changeset that has not moved it yet. */
export function version() {
  const versions = [...new Set(publishedPackages.map(({ version: one }) => one))];
  const [now] = versions;
  const changelog = readFileSync(join(root, "CHANGELOG.md"), "utf8");
  const part = changelog.split(/^## /m).find((one) => one.startsWith(now)) ?? "";
  const entries = part.match(/^- /gm)?.length ?? 0;
  const waiting = readdirSync(join(root, ".changeset")).filter(
    (name) => name.endsWith(".md") && name !== "README.md",
  );
  const faults = [];
  if (versions.length > 1) faults.push(`the packages have the versions ${versions.join(", ")}`);
  if (entries === 0) faults.push(`CHANGELOG.md has no entries under "## ${now}"`);
  if (waiting.length > 0) faults.push(`npx changeset version has to take ${waiting.join(", ")}`);
  return [checkRow("version", now, faults, `${entries} entries in CHANGELOG.md`)];
}
