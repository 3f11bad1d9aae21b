import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { compile } from "svelte/compiler";
import { describe, expect, it } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));
const page = readFileSync(join(root, "ARCHITECTURE.md"), "utf8");
const [, example] = /^(## Add a view[\s\S]*?)^## /m.exec(`${page}\n## `)!;
const blocks = [...example!.matchAll(/```(ts|svelte)\n([\s\S]*?)```/g)].map(([, kind, code]) => ({
  kind,
  code: code!,
}));

describe("the worked example of a view", () => {
  it("has state, words and a component", () => {
    expect(blocks.map(({ kind }) => kind)).toEqual(["ts", "ts", "svelte"]);
  });

  it("imports what is there: every file, and every name of it", () => {
    for (const { code } of blocks)
      for (const [, names, path] of code.matchAll(/import (?:type )?([^;]*?) from "(\.[^"]+)";/g)) {
        const file = join(root, "src/views/weights", path!);
        if (path!.startsWith("./")) continue; // the example's own
        expect(existsSync(file), path).toBe(true);
        const source = readFileSync(file, "utf8");
        for (const [, name] of names!.matchAll(/[{,]\s*(?:type )?(\w+)/g))
          expect(source, `${path}: ${name}`).toMatch(
            new RegExp(`export (?:const|function|async function|interface|type|class) ${name}\\b`),
          );
      }
  });

  it("compiles without a warning", () => {
    const { code } = blocks.find(({ kind }) => kind === "svelte")!;
    const { warnings } = compile(code, { runes: true, filename: "View.svelte" });
    expect(warnings.map(({ message }) => message)).toEqual([]);
  });
});

it("every folder of the sources is told of", () => {
  for (const [, folder] of page.matchAll(/^\| `([\w/-]+)` \|/gm))
    expect(existsSync(join(root, "src", folder!)), folder).toBe(true);
});
