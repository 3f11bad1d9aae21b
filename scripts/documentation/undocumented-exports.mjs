import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import ts from "typescript";
import { root } from "../repository.mjs";

const folder = join(root, "packages", "nn");

/** The entries of @qkv/nn, each with the file that says what it exports. */
const entries = Object.keys(JSON.parse(readFileSync(join(folder, "package.json"), "utf8")).exports)
  .filter((path) => !["./package.json", "./worker"].includes(path))
  .map((path) => ({ path, file: join(folder, "src", path, "index.ts") }));

/**
 * Exports of @qkv/nn whose declaration has no docstring, as { name, file } with the file below src: what a reader of the
 * reference is told nothing about. Read from the syntax alone, in a second or two.
 */
export function undocumentedExports() {
  const found = new Map();
  for (const { file } of entries)
    for (const one of exportedBy(file))
      if (one.file && !isDocumented(one)) found.set(`${one.file} ${one.name}`, one);
  return [...found.values()].map(({ name, file }) => ({
    name,
    file: file.slice(join(folder, "src").length + 1).replaceAll("\\", "/"),
  }));
}

const parsed = new Map();

function sourceOf(file) {
  if (!parsed.has(file))
    parsed.set(
      file,
      ts.createSourceFile(file, readFileSync(file, "utf8"), ts.ScriptTarget.ES2022, true),
    );
  return parsed.get(file);
}

/** Names that a file exports out of others, and where each is declared. */
function exportedBy(file) {
  return sourceOf(file).statements.flatMap((statement) => {
    if (!ts.isExportDeclaration(statement) || !statement.moduleSpecifier) return [];
    const from = statement.moduleSpecifier.text;
    // What core-wasm exports is documented there.
    if (!from.startsWith(".")) return [];
    const target = join(dirname(file), from);
    if (!statement.exportClause) return exportedBy(target);
    return statement.exportClause.elements.map((one) =>
      declared(target, (one.propertyName ?? one.name).text),
    );
  });
}

/** Follows a name to the file that declares it. */
function declared(file, name) {
  const own = declarationsOf(file, name);
  if (own.length > 0) return { file, name, own };
  const passedOn = exportedBy(file).find((one) => one.name === name);
  return passedOn ?? { name };
}

function declarationsOf(file, name) {
  return sourceOf(file).statements.filter((statement) =>
    ts.isVariableStatement(statement)
      ? statement.declarationList.declarations.some((one) => one.name.getText() === name)
      : statement.name?.text === name,
  );
}

const isDocumented = ({ own }) => own.some((one) => ts.getJSDocCommentsAndTags(one).length > 0);
