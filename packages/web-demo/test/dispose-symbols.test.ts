import { readdirSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";

const assets = new URL("../dist/assets/", import.meta.url);

it("gives every disposable a name that browsers without Symbol.dispose have, too", () => {
  const scripts = readdirSync(assets).filter((file) => file.endsWith(".js"));
  const named = (name: RegExp) =>
    scripts.filter((file) => name.test(readFileSync(new URL(file, assets), "utf8")));
  expect(named(/\[Symbol\.dispose\s*\?\?/)).not.toEqual([]);
  expect(named(/[^?]\[Symbol\.(dispose|asyncDispose)\]/)).toEqual([]);
});
