import ts from "typescript";

/**
 * Add `static get name()` to each class that has a name, on the line of its brace: lines stay for source maps. esbuild calls
 * a class that refers to itself `_Tensor`, an app's bundler may call it `Tensor2`, and one that minifies calls all of them
 * `a`; but messages, paths of modules and `console.log` show the name of a class to people. A getter has no side effects:
 * what an app does not use still goes.
 */
export function nameClasses(source) {
  if (!/\bclass\s+\w/.test(source)) return source;
  const found = [];
  const visit = (node) => {
    if (ts.isClassLike(node) && node.name)
      found.push({ at: node.members.pos, name: node.name.text });
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile("source.ts", source, ts.ScriptTarget.ES2022));
  return found
    .sort((a, b) => b.at - a.at)
    .reduce(
      (text, { at, name }) =>
        `${text.slice(0, at)} static get name() { return ${JSON.stringify(name)}; }${text.slice(at)}`,
      source,
    );
}
