import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { allDependencies, allowedLicences, dependencies } from "../release/dependencies.mjs";
import { root } from "../repository.mjs";

const page = readFileSync(join(root, "docs", "dependencies.md"), "utf8");
const kilobytes = (bytes) => `${Math.ceil(bytes / 1000)} kB`;
const sum = (list) => list.reduce((total, { bytes }) => total + bytes, 0);

/** What the page says of a package, from its title to the next. */
const partOf = (name) => page.split(/^## /m).find((part) => part.startsWith(`${name}\n`)) ?? "";

test.for(dependencies)("$of: the page names all that is installed with it, and no more", (one) => {
  const part = partOf(one.of);
  const rows = [...part.matchAll(/^\| (?!package |---)(.+) \|$/gm)].map(([, row]) =>
    row.split(" | "),
  );
  expect(rows.map((row) => row.slice(0, 4)).sort()).toEqual(
    one.direct
      .map(({ name, version, licence, bytes }) => [name, version, licence, kilobytes(bytes)])
      .sort(),
  );
  for (const [, , , , reason, last] of rows) {
    expect(reason.length).toBeGreaterThan(10);
    expect(last).toMatch(/^20\d\d-\d\d-\d\d$/);
  }
  const further = [...part.matchAll(/^- (.+?): (.+)$/gm)].flatMap(([, licence, names]) =>
    [...names.matchAll(/`(\S+ \S+)`/g)].map(([, name]) => `${licence} ${name}`),
  );
  expect(further.sort()).toEqual(
    one.further.map(({ name, version, licence }) => `${licence} ${name} ${version}`).sort(),
  );
  if (one.further.length > 0)
    expect(part).toContain(
      `These bring ${one.further.length} more, of ${kilobytes(sum(one.further))} together`,
    );
  for (const { name, version, licence, bytes } of one.peers)
    expect(part).toContain(`\`${name}\` (${version} here, ${licence}, ${kilobytes(bytes)})`);
});

test("what is installed is what the lockfile says, runs nothing, and has a licence that asks for nothing", () => {
  expect(allDependencies.length).toBeGreaterThan(5);
  for (const { name, version, installed, licence, installScript } of allDependencies) {
    expect(`${name} ${installed}`).toBe(`${name} ${version}`);
    expect([name, installScript]).toEqual([name, false]);
    expect(allowedLicences, name).toContain(licence);
  }
});
