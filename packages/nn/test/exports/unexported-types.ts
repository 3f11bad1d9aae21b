import ts from "typescript";
import { declarationsOfEntries, dependenciesOf, packageOf } from "./program-of-entries.ts";

/** A type that something exported mentions and that no entry exports. */
export interface UnexportedType {
  readonly name: string;
  /** The file that declares it, from the folder of packages on. */
  readonly file: string;
  /** What mentions it: "@qkv/nn/data: DataLoader". */
  readonly users: readonly string[];
}

/**
 * Every type that a program meets in the declarations of what the entries export (parameters, results, members, base
 * classes, what an alias stands for) and that it cannot import by name: from no entry of the package that mentions it and
 * from none of a package that this one depends on. What such a type mentions in turn counts too.
 */
export function unexportedTypes(): UnexportedType[] {
  const { files, program } = declarationsOfEntries();
  const checker = program.getTypeChecker();
  const entries = [...files].map(([entry, file]) => {
    const module = checker.getSymbolAtLocation(program.getSourceFile(file)!)!;
    return { entry, exported: [...exportsOf(checker, module)] };
  });
  const missing = new Map<ts.Symbol, Set<string>>();
  for (const { entry, exported } of entries) {
    const visible = [packageOf(entry), ...dependenciesOf(packageOf(entry))];
    const importable = new Set(
      entries
        .filter((one) => visible.includes(packageOf(one.entry)))
        .flatMap((one) => one.exported),
    );
    for (const symbol of exported)
      for (const [type, user] of mentionedBeyond(checker, importable, symbol))
        missing.set(type, (missing.get(type) ?? new Set()).add(`${entry}: ${user.name}`));
  }
  return [...missing].map(([{ name, declarations }, users]) => {
    const file = declarations![0]!.getSourceFile().fileName.replace(/^.*\/packages\//, "");
    return { name, file, users: [...users] };
  });
}

/** What a module exports, aliases followed, and what the namespaces among it export. */
function* exportsOf(checker: ts.TypeChecker, module: ts.Symbol): Generator<ts.Symbol> {
  for (const exported of checker.getExportsOfModule(module)) {
    const symbol = original(checker, exported);
    yield symbol;
    if (symbol.flags & ts.SymbolFlags.Module) yield* exportsOf(checker, symbol);
  }
}

/** The types that `start` mentions outside `importable`, each with what mentions it, and those that these mention. */
function* mentionedBeyond(
  checker: ts.TypeChecker,
  importable: ReadonlySet<ts.Symbol>,
  start: ts.Symbol,
): Generator<readonly [ts.Symbol, ts.Symbol]> {
  const met = new Set([start]);
  // A set gives what is added to it while it is walked.
  for (const user of met)
    for (const declaration of user.declarations ?? []) {
      if (ts.isSourceFile(declaration)) continue;
      for (const symbol of mentioned(checker, declaration)) {
        if (importable.has(symbol) || !isOurs(symbol)) continue;
        met.add(symbol);
        // A value in `typeof value` stands for its type and need not be imported; what its type mentions does.
        if (symbol.flags & ts.SymbolFlags.Type) yield [symbol, user];
      }
    }
}

/** The types, and the values in `typeof value`, that a declaration names, aliases followed. */
function* mentioned(checker: ts.TypeChecker, node: ts.Node): Generator<ts.Symbol> {
  const name = nameOf(node);
  const symbol = name && checker.getSymbolAtLocation(name);
  if (symbol && !(symbol.flags & ts.SymbolFlags.TypeParameter)) yield original(checker, symbol);
  const children: ts.Node[] = [];
  node.forEachChild((child) => void children.push(child));
  for (const child of children) yield* mentioned(checker, child);
}

function nameOf(node: ts.Node): ts.Node | undefined {
  if (ts.isTypeReferenceNode(node)) return node.typeName;
  if (ts.isExpressionWithTypeArguments(node)) return node.expression;
  if (ts.isTypeQueryNode(node)) return node.exprName;
  if (ts.isImportTypeNode(node)) return node.qualifier;
  return undefined;
}

const original = (checker: ts.TypeChecker, symbol: ts.Symbol): ts.Symbol =>
  symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;

/** Whether a package of this repository declares it: the libraries of ECMAScript, the DOM and Node are everyone's. */
const isOurs = ({ declarations }: ts.Symbol): boolean =>
  declarations?.some((one) => !one.getSourceFile().fileName.includes("/node_modules/")) ?? false;
