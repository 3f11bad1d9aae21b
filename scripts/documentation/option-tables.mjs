import { Converter, ReflectionKind } from "typedoc";
import ts from "typescript";

/** What a table of `defineOptions` is turned into types by. */
export const ofTables = new Set(["Given", "GivenOf", "Complete", "WholeOf", "SettingsOf"]);

/**
 * Options are told one by one, where the source says no more than the table that has them: `Given<typeof table>`. They keep
 * the table's order.
 */
export function listOptions(app) {
  const found = [];
  app.converter.on(Converter.EVENT_CREATE_DECLARATION, (context, reflection) => {
    if (!reflection.kindOf(ReflectionKind.TypeAlias)) return;
    const symbol = context.getSymbolFromReflection(reflection);
    const type = symbol?.declarations?.find(ts.isTypeAliasDeclaration)?.type;
    if (type && ts.isTypeReferenceNode(type) && ofTables.has(type.typeName.getText()))
      found.push({ context, reflection, symbol });
  });
  const early = 1000;
  app.converter.on(
    Converter.EVENT_RESOLVE_BEGIN,
    () => {
      for (const { context, reflection, symbol } of found) {
        reflection.kind = ReflectionKind.Interface;
        delete reflection.type;
        for (const option of context.checker.getDeclaredTypeOfSymbol(symbol).getProperties()) {
          context.converter.convertSymbol(context.withScope(reflection), option);
          reflection.getChildByName([option.name]).defaultValue = defaultOf(option);
        }
      }
    },
    early, // before others look at what there is
  );
  app.converter.on(
    Converter.EVENT_RESOLVE_END,
    () => {
      for (const { context, reflection, symbol } of found) {
        const options = context.checker.getDeclaredTypeOfSymbol(symbol).getProperties();
        const placeOf = ({ name }) => options.findIndex((option) => option.name === name);
        for (const group of reflection.groups ?? [])
          group.children.sort((a, b) => placeOf(a) - placeOf(b));
      }
    },
    -early, // after they were sorted
  );
}

/** Of `integer({ from: 1, default: 8 })`, or of `finite(8)`: 8. */
function defaultOf(option) {
  const { initializer } = option.declarations?.find(ts.isPropertyAssignment) ?? {};
  if (!initializer || !ts.isCallExpression(initializer)) return undefined;
  const settings = initializer.arguments.at(-1);
  const given = settings?.properties?.find(({ name }) => name?.getText() === "default");
  const value = (given?.initializer ?? settings)?.getText() ?? "";
  return /^(-?[\d._e*+ -]+|Infinity|"[^"]*"|true|false|null|\[[^\]]*\])$/.test(value)
    ? value
    : undefined;
}
