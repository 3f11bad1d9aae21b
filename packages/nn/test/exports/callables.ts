import ts from "typescript";
import { programOfEntries, wrongValues } from "./program-of-entries.ts";

/** What is exported and can be called: a function, a constructor, a method of a class or of its instances. */
export interface Callable {
  /** "@qkv/nn/data" */
  readonly entry: string;
  /** "new DataLoader", "DataLoader#next", "Transformer.load", "softmax" */
  readonly name: string;
  readonly parameters: readonly Parameter[];
}

export interface Parameter {
  readonly name: string;
  readonly type: string;
  /** Whether it takes an object of settings: no class's, no function, no list, and without methods. */
  readonly isOptions: boolean;
  readonly rest: boolean;
  /** Those of `WrongValueTypes` that its type takes. */
  readonly takes: ReadonlySet<string>;
}

let found: readonly Callable[] | undefined;

/** All that can be called, each once, by the first entry that has it. The compiler takes seconds, so it reads them once. */
export const exportedCallables = (): readonly Callable[] => {
  found ??= readCallables();
  return found;
};

function readCallables(): readonly Callable[] {
  const { files, program } = programOfEntries();
  const checker = program.getTypeChecker();
  const wrong = wrongValueTypes(program);
  const seen = new Set<ts.Symbol>();
  const found: Callable[] = [];
  for (const [entry, file] of files) {
    const module = checker.getSymbolAtLocation(program.getSourceFile(file)!)!;
    for (const exported of checker.getExportsOfModule(module)) {
      const symbol =
        exported.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(exported) : exported;
      if (!(symbol.flags & ts.SymbolFlags.Value) || isTypeOnly(exported) || seen.has(symbol))
        continue;
      seen.add(symbol);
      for (const [name, overloads] of signaturesOf(checker, symbol, exported.name))
        found.push({ entry, name, parameters: parametersOf(checker, overloads, wrong) });
    }
  }
  return found;
}

function* signaturesOf(
  checker: ts.TypeChecker,
  symbol: ts.Symbol,
  name: string,
): Generator<readonly [string, readonly ts.Signature[]]> {
  const type = checker.getTypeOfSymbol(symbol);
  const first = (label: string, overloads: readonly ts.Signature[]) =>
    overloads.length > 0 ? [[label, overloads] as const] : [];
  yield* first(name, type.getCallSignatures());
  const abstract = isAbstract(symbol);
  if (!abstract) yield* first(`new ${name}`, type.getConstructSignatures());
  if (!(symbol.flags & ts.SymbolFlags.Class)) return;
  const methods = (of: ts.Type, separator: string) =>
    of
      .getProperties()
      .filter((one) => isPublic(one) && isDeclaredBy(symbol, one))
      .flatMap((one) =>
        first(`${name}${separator}${one.name}`, checker.getTypeOfSymbol(one).getCallSignatures()),
      );
  yield* methods(checker.getDeclaredTypeOfSymbol(symbol), "#");
  yield* methods(type, ".");
}

/** `export { type C }` of a class. */
const isTypeOnly = ({ declarations }: ts.Symbol): boolean =>
  declarations?.some((one) => ts.isExportSpecifier(one) && ts.isTypeOnlyExportDeclaration(one)) ??
  false;

const modifiersOf = ({ valueDeclaration }: ts.Symbol): ts.ModifierFlags =>
  valueDeclaration ? ts.getCombinedModifierFlags(valueDeclaration) : ts.ModifierFlags.None;
const isAbstract = (symbol: ts.Symbol): boolean =>
  (modifiersOf(symbol) & ts.ModifierFlags.Abstract) !== 0;
const isPublic = (symbol: ts.Symbol): boolean =>
  (modifiersOf(symbol) & (ts.ModifierFlags.Private | ts.ModifierFlags.Protected)) === 0 &&
  /^[a-z]\w*$/i.test(symbol.name) &&
  symbol.getJsDocTags().every(({ name }) => name !== "internal");

/** What a class inherits is tried where it is declared. */
const isDeclaredBy = (owner: ts.Symbol, { valueDeclaration }: ts.Symbol): boolean =>
  owner.declarations?.some((one) => one === valueDeclaration?.parent) ?? false;

function wrongValueTypes(program: ts.Program): ReadonlyMap<string, ts.Type> {
  const checker = program.getTypeChecker();
  const module = checker.getSymbolAtLocation(program.getSourceFile(wrongValues)!)!;
  const [table] = checker.getExportsOfModule(module);
  return new Map(
    checker
      .getDeclaredTypeOfSymbol(table!)
      .getProperties()
      .map((one) => [one.name, checker.getTypeOfSymbol(one)]),
  );
}

/** The parameters of the first of the overloads; what one takes, another may. */
function parametersOf(
  checker: ts.TypeChecker,
  overloads: readonly ts.Signature[],
  wrong: ReadonlyMap<string, ts.Type>,
): Parameter[] {
  return overloads[0]!.getParameters().map((parameter, index) => {
    const type = checker.getTypeOfSymbol(parameter);
    const written = declarationOf(parameter)?.type?.getText();
    const takes = [...wrong].filter(([, value]) =>
      overloads.some((one) => isTaken(checker, one.getParameters()[index], value)),
    );
    return {
      name: parameter.name,
      type: written ?? checker.typeToString(type),
      isOptions: isOptions(checker, type),
      rest: declarationOf(parameter)?.dotDotDotToken !== undefined,
      takes: new Set(takes.map(([name]) => name)),
    };
  });
}

const declarationOf = (parameter: ts.Symbol): ts.ParameterDeclaration | undefined => {
  const declared = parameter.valueDeclaration;
  return declared && ts.isParameter(declared) ? declared : undefined;
};

/** Whether the types let a value stand for a parameter; where there is none an overload ends, and undefined may stand. */
function isTaken(
  checker: ts.TypeChecker,
  parameter: ts.Symbol | undefined,
  value: ts.Type,
): boolean {
  const isUndefined = (value.flags & ts.TypeFlags.Undefined) !== 0;
  if (!parameter) return isUndefined;
  const declared = declarationOf(parameter);
  if (isUndefined && declared && checker.isOptionalParameter(declared)) return true;
  const whole = checker.getTypeOfSymbol(parameter);
  const type = declared?.dotDotDotToken
    ? (checker.getIndexTypeOfType(whole, ts.IndexKind.Number) ?? whole)
    : whole;
  const free = (type.flags & ts.TypeFlags.TypeParameter) !== 0;
  const bound = checker.getBaseConstraintOfType(type);
  return (free && !bound) || checker.isTypeAssignableTo(value, bound ?? type);
}

function isOptions(checker: ts.TypeChecker, given: ts.Type): boolean {
  const type = checker.getNonNullableType(given);
  if (type.isUnion()) return type.types.some((one) => isOptions(checker, one));
  const isObject = (type.flags & (ts.TypeFlags.Object | ts.TypeFlags.Intersection)) !== 0;
  if (!isObject || type.getCallSignatures().length > 0) return false;
  if (checker.isArrayType(type) || checker.isTupleType(type)) return false;
  if ((type.getSymbol()?.flags ?? 0) & ts.SymbolFlags.Class) return false;
  const properties = type.getProperties();
  return (
    properties.length > 0 &&
    type.getNumberIndexType() === undefined &&
    !properties.some((one) => one.flags & ts.SymbolFlags.Method || one.name.startsWith("__@"))
  );
}
