import { existsSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import ts from "typescript";
import { root } from "../repository.mjs";

/** What libraries export, each import with the file that says it: "@qkv/nn/data" and packages/nn/src/data/index.ts. */
const entries = new Map(["core-wasm", "gpu-webgpu", "nn"].flatMap(entriesOf));

function entriesOf(folder) {
  const { name, exports } = JSON.parse(
    readFileSync(join(root, "packages", folder, "package.json"), "utf8"),
  );
  const sources = join(root, "packages", folder, "src");
  const fileOf = (path) =>
    [join(sources, path, "index.ts"), join(sources, "contract", `${path}.ts`)].find(existsSync);
  return Object.keys(exports)
    .filter((path) => !["./package.json", "./worker"].includes(path))
    .map((path) => [path.replace(".", name), fileOf(path)]);
}

/**
 * What the libraries export without a docstring, as { name, file }: what a reader of the reference, or of an editor's
 * hints, is told nothing about. Read from the syntax alone, in a second or two.
 */
export function undocumentedExports() {
  const found = new Map();
  for (const entry of entries.values())
    for (const { name, file, declarations } of exportsOf(entry))
      if (!declarations.some(isDocumented))
        found.set(`${file} ${name}`, { name, file: relative(root, file).replaceAll("\\", "/") });
  return [...found.values()];
}

/** Whether a docstring says something beside its tags. */
const isDocumented = (declaration) =>
  ts.getJSDocCommentsAndTags(declaration).some(({ comment }) => comment !== undefined);

/** A function of a file, whose results are kept. */
function once(of) {
  const known = new Map();
  return (file) => {
    if (!known.has(file)) known.set(file, of(file));
    return known.get(file);
  };
}

const statementsOf = once((file) => {
  const text = readFileSync(file, "utf8");
  return ts.createSourceFile(file, text, ts.ScriptTarget.ES2022, true).statements;
});

/** All that a file exports, as { name, file, declarations } with the file that declares it. */
const exportsOf = once((file) =>
  statementsOf(file).flatMap((statement) => {
    if (statement.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword))
      return namesOf(statement).map((name) => declared(file, name));
    if (!ts.isExportDeclaration(statement)) return [];
    const from = statement.moduleSpecifier ? moduleOf(file, statement) : file;
    if (!statement.exportClause) return exportsOf(from);
    return statement.exportClause.elements.map((one) =>
      declared(from, (one.propertyName ?? one.name).text),
    );
  }),
);

/** Follows a name to the file that declares it. */
function declared(file, name) {
  const declarations = statementsOf(file).filter((one) => namesOf(one).includes(name));
  if (declarations.length > 0) return { name, file, declarations };
  for (const statement of statementsOf(file)) {
    if (!ts.isImportDeclaration(statement)) continue;
    const named = statement.importClause?.namedBindings?.elements ?? [];
    const one = named.find((element) => element.name.text === name);
    if (one) return declared(moduleOf(file, statement), (one.propertyName ?? one.name).text);
  }
  const passedOn = exportsOf(file).find((one) => one.name === name);
  if (!passedOn) throw new Error(`${file} exports ${name}, and what declares it was not found`);
  return passedOn;
}

const moduleOf = (file, { moduleSpecifier: { text } }) =>
  text.startsWith(".") ? join(dirname(file), text) : entries.get(text);

/** What a statement declares. */
function namesOf(statement) {
  if (!ts.isVariableStatement(statement)) return statement.name ? [statement.name.text] : [];
  return statement.declarationList.declarations.flatMap(({ name }) =>
    ts.isIdentifier(name) ? [name.text] : name.elements.map((one) => one.name.text),
  );
}
