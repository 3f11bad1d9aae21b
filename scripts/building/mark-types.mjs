import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";

/**
 * The bundler of declarations drops the `type` of `export { type BatchNorm }` where BatchNorm is a class: programs would
 * compile with a value that no module has. It is put back before every name that is not among the module's `values`.
 */
export const markTypes = (declarations, values) =>
  declarations.replace(/^export \{([^}]*)\}/gm, (_, list) => `export {${marked(list, values)} }`);

const marked = (list, values) =>
  list.replace(/[^,]+/g, (one) => {
    const name = one.trim();
    const isRight = name.startsWith("type ") || values.has(name.split(" as ").at(-1));
    return name === "" || isRight ? ` ${name}` : ` type ${name}`;
  });

/** Run as a program: every entry of the package in the current folder. */
if (import.meta.url === pathToFileURL(resolve(process.argv[1] ?? "")).href) {
  const { exports } = JSON.parse(readFileSync("package.json", "utf8"));
  for (const { types, default: module } of Object.values(exports)) {
    if (!types) continue;
    const values = new Set(Object.keys(await import(pathToFileURL(module).href)));
    writeFileSync(types, markTypes(readFileSync(types, "utf8"), values));
  }
  rmSync("dist/.types", { recursive: true, force: true }); // what declarations were bundled from
}
