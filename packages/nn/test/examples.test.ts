import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const folder = fileURLToPath(new URL("../examples", import.meta.url));
const names = readdirSync(folder)
  .filter((file) => file.endsWith(".mjs"))
  .map((file) => file.slice(0, -".mjs".length));

// The point of each lesson is asserted in the program itself.
test.each(names)("%s prints what stands beside it", (name) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(folder, `${name}.mjs`)], {
    encoding: "utf8",
  });
  expect(stderr).toBe("");
  expect(stdout).toBe(readFileSync(join(folder, `${name}.txt`), "utf8"));
  expect(status).toBe(0);
});

test("the README lists every lesson once", () => {
  const readme = readFileSync(join(folder, "README.md"), "utf8");
  const listed = [...readme.matchAll(/^\d+\. \[(.+)\]\(\1\.mjs\)/gm)].map(([, name]) => name!);
  expect(listed.toSorted()).toEqual(names.toSorted());
});
