import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

/**
 * Declarations once more, for programs in CommonJS: TypeScript refuses a `require` of a module that is declared in .d.ts of
 * an ESM package (TS1479), though every Node since 20.19 gives it, with the same names. `import` has the .d.ts files.
 */
export const forCommonJs = (declarations) =>
  declarations.replace(/((?:from|import\(?)\s*['"]\.\.?\/[^'"]+)\.js(['"])/g, "$1.cjs$2");

/** What these declarations stand beside: the same module, so that whoever imports and whoever requires share its classes. */
export const requiring = (file) => `module.exports = require("./${basename(file, ".cjs")}.js");\n`;

/** Run as a program: the package in the current folder. */
if (import.meta.url === pathToFileURL(resolve(process.argv[1] ?? "")).href) {
  for (const file of readdirSync("dist").filter((one) => one.endsWith(".d.ts"))) {
    const path = join("dist", file);
    writeFileSync(path.replace(/\.ts$/, ".cts"), forCommonJs(readFileSync(path, "utf8")));
  }
  const { exports } = JSON.parse(readFileSync("package.json", "utf8"));
  const required = Object.values(exports).flatMap((one) => Object.values(one.require ?? {}));
  for (const file of required.filter((one) => one.endsWith(".cjs")))
    writeFileSync(file, requiring(file));
}
