import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { families } from "../../src/models/families/index.ts";
import { runGolden } from "../run-golden.ts";

// Tiny models that transformers made, with what it computes: the generate-*.py beside this file.
const golden = fileURLToPath(new URL("golden", import.meta.url));
const names = readdirSync(golden).sort();

/** model_type of each golden model. */
const typesIn = (folders: readonly string[]) =>
  new Set(
    folders.map(
      (name) => JSON.parse(readFileSync(join(golden, name, "config.json"), "utf8")).model_type,
    ),
  );
/** Families that transformers does not have, and the tests that hold them. */
const elsewhere: Readonly<Record<string, string>> = {
  dlinear: "dlinear.test.ts",
  kwt: "kwt.test.ts",
  convolutional: "../applications/pictures.test.ts",
  "diffusion-transformer": "diffusion-transformer.test.ts",
  "variational-autoencoder": "variational-autoencoder.test.ts",
};

/** Families of other people's files that have no golden model among these. */
const without = (types: ReadonlySet<string>) =>
  families
    .map(({ modelType }) => modelType)
    .filter((type) => !type.startsWith("qkv-") && !types.has(type) && !elsewhere[type]);

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "qkv-families-"));
  symlinkSync(golden, join(folder, "models"));
});
afterAll(() => rmSync(folder, { recursive: true }));

test("every family has a golden model, and one without is noticed", () => {
  expect(without(typesIn(names))).toEqual([]);
  expect(without(typesIn(names.filter((name) => !name.startsWith("phi3"))))).toEqual(["phi3"]);
});

test.each(Object.entries(elsewhere))(
  "%s, which transformers has not, has a test of its own",
  (type, file) => {
    expect(families.some(({ modelType }) => modelType === type)).toBe(true);
    expect(readFileSync(fileURLToPath(new URL(file, import.meta.url)), "utf8")).toContain(type);
  },
);

test("what transformers computes and generates, we do", async () => {
  const { code, lines } = await runGolden(folder);
  expect(lines.filter((line) => !line.startsWith("ok  ")).slice(0, -1)).toEqual([]);
  expect(lines.at(-1)).toBe(`${names.length} passed, 0 failed, 0 skipped`);
  expect(code).toBe(0);
});
