import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import ts from "typescript";

const packages = new URL("../../../", import.meta.url);

const manifestOf = (folder: URL) =>
  JSON.parse(readFileSync(new URL("package.json", folder), "utf8"));
const folderOf = (name: string): URL => new URL(`${name.replace("@qkv/", "")}/`, packages);

/** Every entry of the packages that programs import, with what its types were built of or into. */
function entries(): ReadonlyMap<string, string> {
  const all = new Map<string, string>();
  for (const name of ["@qkv/nn", "@qkv/core-wasm", "@qkv/gpu-webgpu"]) {
    const folder = folderOf(name);
    for (const [path, target] of Object.entries<{ types?: string }>(manifestOf(folder).exports)) {
      if (!target.types) continue;
      const source = `src/${path === "." ? "" : `${path.slice(2)}/`}index.ts`;
      // Of this package the sources, so that the tests need no build of it.
      const file = name === "@qkv/nn" ? source : target.types;
      all.set(`${name}${path.slice(1)}`, fileURLToPath(new URL(file, folder)));
    }
  }
  return all;
}

/** Of the packages here those that programs have once they installed this one. */
export const dependenciesOf = (name: string): string[] =>
  Object.keys(manifestOf(folderOf(name)).dependencies ?? {}).filter((one) =>
    one.startsWith("@qkv/"),
  );

/** The options that this package is compiled with, and `more`. */
function compilerOptions(more: ts.CompilerOptions): ts.CompilerOptions {
  const config = ts.readConfigFile(
    fileURLToPath(new URL("nn/tsconfig.json", packages)),
    ts.sys.readFile,
  );
  const folder = fileURLToPath(new URL("nn/", packages));
  return { ...ts.parseJsonConfigFileContent(config.config, ts.sys, folder).options, ...more };
}

/** What the types of parameters are asked about. */
export const wrongValues = fileURLToPath(new URL("wrong-value-types.ts", import.meta.url));

/** The program that the types of all entries are read from. */
export function programOfEntries(more: ts.CompilerOptions = {}, host?: ts.CompilerHost) {
  const files = entries();
  const roots = [...files.values(), wrongValues];
  return { files, program: ts.createProgram(roots, compilerOptions(more), host) };
}

/** The same program as those who import the entries see it: of this package's sources the declarations alone. */
export function declarationsOfEntries() {
  const declarations = new Map<string, string>();
  programOfEntries({
    noEmit: false,
    declaration: true,
    emitDeclarationOnly: true,
    stripInternal: true, // as the build does
  }).program.emit(undefined, (_name, text, _mark, _error, sources) => {
    declarations.set(sources![0]!.fileName, text);
  });
  const host = ts.createCompilerHost({}, true);
  const read = host.getSourceFile;
  host.getSourceFile = (name, version, ...rest) => {
    const text = declarations.get(name);
    return text === undefined
      ? read(name, version, ...rest)
      : ts.createSourceFile(name, text, version);
  };
  return programOfEntries({}, host);
}

/** "@qkv/nn/data" is an entry of "@qkv/nn". */
export const packageOf = (entry: string): string => entry.split("/").slice(0, 2).join("/");
