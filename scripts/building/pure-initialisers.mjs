import ts from "typescript";

/** What bundlers know a call by whose result is all there is to it. */
const PURE = "/* @__PURE__ */ ";

/**
 * Marks what a module computes while it is loaded (its tables, options and definitions) as free of side effects, which our
 * modules are: an app's bundler then leaves out what the app does not use, and needs no guess. It keeps a marked call all
 * the same when an argument might do something, as spreading an object might, or a division: such an initialiser becomes a
 * function that is called at once. Not `(() => ...)()`, which esbuild would write without the function, and the mark.
 */
export function markPure(source) {
  const edits = [];
  for (const statement of ts.createSourceFile("source.ts", source, ts.ScriptTarget.ES2022)
    .statements) {
    if (ts.isClassDeclaration(statement)) markCalls(statement, source, edits);
    if (!ts.isVariableStatement(statement)) continue;
    for (const { initializer } of statement.declarationList.declarations) {
      if (!initializer) continue;
      if (!mayDoSomething(initializer)) markCalls(initializer, source, edits);
      else
        edits.push(
          { at: startOf(initializer, source), text: `${PURE}((make) => make())(() => (` },
          { at: initializer.end, text: "))" },
        );
    }
  }
  return edits
    .sort((a, b) => b.at - a.at)
    .reduce((code, { at, text }) => `${code.slice(0, at)}${text}${code.slice(at)}`, source);
}

/** A mark before each call of a node that is made when its module is loaded. */
function markCalls(node, source, edits) {
  if (isLater(node)) return;
  if (ts.isCallExpression(node) || ts.isNewExpression(node))
    edits.push({ at: startOf(node, source), text: PURE });
  ts.forEachChild(node, (child) => markCalls(child, source, edits));
}

/** Whether a bundler has to keep a node whose value nobody uses, calls apart. */
const mayDoSomething = (node) =>
  !isLater(node) &&
  (ts.isSpreadElement(node) ||
    ts.isSpreadAssignment(node) ||
    ts.isPropertyAccessExpression(node) ||
    ts.isElementAccessExpression(node) ||
    (ts.isIdentifier(node) && node.text === "Infinity") || // minified, a division
    ts.forEachChild(node, (child) => mayDoSomething(child) || undefined) === true);

/** Whether a node waits for a call: the body of a function, a field of an instance. */
const isLater = (node) =>
  ts.isFunctionLike(node) || (ts.isPropertyDeclaration(node) && !isStatic(node));

const isStatic = ({ modifiers = [] }) =>
  modifiers.some(({ kind }) => kind === ts.SyntaxKind.StaticKeyword);

const startOf = (node, source) => ts.skipTrivia(source, node.pos);
