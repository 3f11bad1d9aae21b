import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { root } from "../repository.mjs";

const rows = [
  ...readFileSync(join(root, "SECURITY.md"), "utf8").matchAll(/^\| (.+?) \| (.+) \| (.+) \|$/gm),
]
  .map(([, from, , held]) => ({ from, held }))
  .filter(({ held }) => held.includes("]("));

test("the table of threats has a row for all that comes from outside", () => {
  const all = rows.map(({ from }) => from).join("\n");
  for (const one of [
    "safetensors",
    "tokenizer",
    "templates",
    "pickles",
    "archives",
    "HTTP",
    "page",
  ])
    expect(all).toContain(one);
});

test.for(rows)("$from: the tests that hold it are there, under their names", ({ held }) => {
  for (const part of held.split("; [")) {
    const [, file, names] = part.match(/\]\(([^)]+\.test\.m?[jt]s)\): (.+)$/) ?? [];
    expect(file, part).toBeDefined();
    expect(existsSync(join(root, file)), file).toBe(true);
    const text = readFileSync(join(root, file), "utf8");
    const listed = [...names.matchAll(/\*(.+?)\*(?:, |$)/g)].map(([, name]) => name);
    expect(listed.length, part).toBeGreaterThan(0);
    for (const name of listed)
      expect(text.includes(`"${name}"`) || text.includes(`\`${name}\``), `${file}: ${name}`).toBe(
        true,
      );
  }
});
