import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import { afterAll, describe, expect, test } from "vitest";
import { nameClasses } from "../building/class-names.mjs";
import { markPure } from "../building/pure-initialisers.mjs";
import { publishedPackages } from "../packages.mjs";
import { root } from "../repository.mjs";
import { exhaustive, partOfEach } from "../testing/parts.mjs";

// Below the root, so that what is left outside a bundle is found in its node_modules.
const folder = mkdtempSync(join(root, ".bundles-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What people import: of @qkv/nn/models the file, and whether a browser can have it. */
const entries = publishedPackages.flatMap(({ name, exports, folder: home }) =>
  Object.entries(exports)
    .filter(([path]) => path !== "./package.json")
    .map(([path, { default: file }]) => ({
      entry: join(name, path),
      file: join(home, file),
      browser: path !== "./node",
    })),
);

/** All entries, each in a bundle of its own. */
function bundled(options) {
  const files = entries.filter(({ browser }) => browser || options.platform === "node");
  return build({
    ...{ bundle: true, write: false, logLevel: "silent", format: "esm", outdir: folder },
    ...{ outExtension: { ".js": ".mjs" }, mainFields: ["module", "main"] },
    entryPoints: files.map(({ entry, file }) => ({ in: file, out: entry })),
    ...options,
  });
}

/** Platform, format, whether it is minified; those first of each platform go with every change. */
const forms = [
  ["browser", "iife", true],
  ["browser", "esm", false],
  ["browser", "esm", true],
  ["neutral", "esm", true],
  ["neutral", "esm", false],
  ["node", "cjs", true],
  ["node", "esm", false],
];
const partOf = partOfEach(forms, ([platform]) => platform, 1);
for (const form of forms) {
  const [platform, format, minify] = form;
  const kind = `${format}, minified: ${minify}`;
  test(
    `every entry is bundled for ${platform} (${kind}) without a warning`,
    partOf(form),
    async () => {
      const { warnings } = await bundled({ platform, format, minify });
      expect(warnings.map(({ text }) => text)).toEqual([]);
    },
  );
}

const isClass = (value) => typeof value === "function" && /^class\b/.test(String(value));

/** Exported classes that are called otherwise than their exports. */
async function misnamed(path) {
  const exported = await import(pathToFileURL(path));
  return Object.entries(exported)
    .filter(([name, value]) => isClass(value) && value.name !== name)
    .map(([name, value]) => `${name} is called ${value.name}`);
}

describe("classes say their names", () => {
  test.each(entries)("as $entry is built", async ({ file }) => {
    expect(await misnamed(file)).toEqual([]);
  });

  // The wings of @qkv/nn are one file: what holds for one of them holds for the others, more likely than not.
  const some = entries.filter(
    ({ entry }) => entry.split("/").length === 2 || entry.endsWith("/models"),
  );
  for (const [which, minify, of] of [
    ["an app's bundle", true, some],
    ["an app's bundle of any entry", true, entries],
    ["an app's bundle of any entry", false, entries],
  ])
    test(`in ${which} (minified: ${minify})`, of === some ? {} : exhaustive, async () => {
      await bundled({ platform: "node", minify, write: true });
      for (const { entry } of of)
        expect(await misnamed(join(folder, `${entry}.mjs`)), entry).toEqual([]);
    });
});

test("disposables have a name where there is no Symbol.dispose, too", () => {
  const built = publishedPackages.flatMap(({ folder: home }) =>
    readdirSync(join(home, "dist"))
      .filter((file) => file.endsWith(".js"))
      .map((file) => join(home, "dist", file)),
  );
  const saying = (name) => built.filter((file) => name.test(readFileSync(file, "utf8")));
  expect(saying(/\[Symbol\.dispose \?\? Symbol\.for\("Symbol\.dispose"\)\]/)).not.toEqual([]);
  expect(saying(/[^?]\[Symbol\.(dispose|asyncDispose)\]/)).toEqual([]);
});

test("classes are named wherever their brace stands, and keep their lines", () => {
  const getter = (name) => ` static get name() { return "${name}"; }`;
  const source =
    "export class A\n  extends B<{ x: 1 }>\n{\n  y = 1;\n}\nconst C = class {};\nclass D {}\n";
  expect(nameClasses(source)).toBe(
    `export class A\n  extends B<{ x: 1 }>\n{${getter("A")}\n  y = 1;\n}\nconst C = class {};\nclass D {${getter("D")}}\n`,
  );
  expect(nameClasses('const text = "class A {";\n')).toBe('const text = "class A {";\n');
});

test("what is computed at import is marked as free of side effects, and nothing else is", () => {
  const source = `export const a = f({ x: g() }), b = f({ ...x }), c = (x: number) => f(x);
class A extends mix(B) { static s = f(); y = f(); m() { f(); } }
const d = number({ to: Infinity }) as const;
run();
`;
  const later = "/* @__PURE__ */ ((make) => make())";
  expect(
    markPure(source),
  ).toBe(`export const a = /* @__PURE__ */ f({ x: /* @__PURE__ */ g() }), b = ${later}(() => (f({ ...x }))), c = (x: number) => f(x);
class A extends /* @__PURE__ */ mix(B) { static s = /* @__PURE__ */ f(); y = f(); m() { f(); } }
const d = ${later}(() => (number({ to: Infinity }) as const));
run();
`);
});

test("an app's bundle has nothing of what the app does not use", async () => {
  const contents = 'import { relu } from "@qkv/nn";\nconsole.log(relu);';
  const { outputFiles } = await build({
    ...{ bundle: true, write: false, minify: true, format: "esm", splitting: true, outdir: folder },
    stdin: { contents, resolveDir: root },
  });
  const code = outputFiles.map(({ text }) => text).join("");
  expect(code).toContain("relu");
  for (const unused of ["ReduceLROnPlateau", "tripletMarginLoss", "TransformerDecoderLayer"])
    expect(code).not.toContain(unused);
});

test("nothing of another package of ours is copied into what nn ships", () => {
  const nn = publishedPackages.find(({ name }) => name === "@qkv/nn");
  const scripts = readdirSync(join(nn.folder, "dist")).filter((file) => file.endsWith(".js"));
  const withShaders = scripts.filter((file) =>
    readFileSync(join(nn.folder, "dist", file), "utf8").includes("@compute"),
  );
  expect(scripts.length).toBeGreaterThan(10);
  expect(withShaders).toEqual([]);
});
