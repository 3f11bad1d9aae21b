import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Application, Converter, ReflectionKind } from "typedoc";
import ts from "typescript";
import { root } from "../repository.mjs";

const nn = join(root, "packages", "nn");
const { exports } = JSON.parse(readFileSync(join(nn, "package.json"), "utf8"));

/** The entries that users import, each with the module that it is made of: "@qkv/nn/data" and src/data/index.ts. */
const entries = Object.keys(exports)
  .filter((path) => exports[path].types) // not the worker's file, nor package.json
  .map((path) => ({
    name: path.replace(/^\./, "@qkv/nn"),
    module: join(nn, "src", path, "index.ts"),
  }));

/**
 * Writes the reference of `@qkv/nn` into a folder, a page for each entry: every export with its docstring and the file
 * that has it, which is linked below `sources` where that is given.
 */
export async function writeApiReference(folder, { sources } = {}) {
  const app = await Application.bootstrapWithPlugins({
    name: "Reference",
    entryPoints: entries.map(({ module }) => module),
    tsconfig: join(nn, "tsconfig.json"),
    skipErrorChecking: true, // the type check is a check of its own
    outputs: [{ name: "markdown", path: folder }],
    plugin: ["typedoc-plugin-markdown"],
    basePath: root,
    displayBasePath: root,
    disableGit: true,
    sourceLinkTemplate: sources ? `${sources}/{path}#L{line}` : "{path}",
    excludeExternals: true,
    excludeInternal: true,
    excludePrivate: true,
    sort: ["alphabetical"],
    readme: "none",
    outputFileStrategy: "modules",
    entryFileName: "index",
    hideBreadcrumbs: true,
    hidePageHeader: true,
    sanitizeComments: true, // what looks like an element in a docstring is text
    useCodeBlocks: true,
    parametersFormat: "table",
    propertiesFormat: "table",
    interfacePropertiesFormat: "table",
    typeAliasPropertiesFormat: "table",
    // Nearly all are readonly, and where each stands is said of the whole.
    tableColumnSettings: { hideModifiers: true, hideSources: true },
    validation: { invalidPath: false }, // "[classes]: how much" is no link
    logLevel: "Warn",
  });
  listOptions(app);
  nameParameters(app);
  nameEntries(app);
  leaveInheritedOut(app);
  const project = await app.convert();
  if (!project) throw new Error("typedoc could not read the sources of @qkv/nn");
  await app.generateOutputs(project);
  for (const name of readdirSync(folder, { recursive: true }).filter((one) =>
    one.endsWith(".md"),
  )) {
    const file = join(folder, name);
    writeFileSync(file, readable(readFileSync(file, "utf8")));
  }
}

const readable = (page) =>
  page
    // "[classes]: how much ..." would be where a link leads to, in Markdown, and be gone.
    .replace(/^\[([^\]\n]*)\]: /gm, "\\[$1\\]: ")
    .replace(/^Defined in: .*$/gm, "$& {.defined-in}")
    .replace(/ \| - (?=\|$)/gm, " | ") // no description
    .replace(/^\| \w+ \| Type \| Default value \|.*\n(\|.*\n)+/gm, withoutUndefined)
    .replace(/^#### Constructors\n\n(?=##### Constructor$)/gm, "")
    // What a constructor returns is known.
    .replace(/^(##### Constructor\n(?:(?!#{1,5} ).*\n)*?)###### Returns\n\n.*\n/gm, "$1");

/** A table's rows, of which the third cell is empty where there is no default. */
const withoutUndefined = (table) =>
  table
    .replace("Default value", "Default")
    .replace(/^((?:\| (?:[^|\\]|\\.)*){2})\| `undefined` \|/gm, "$1| |");

/** What a table of `defineOptions` is turned into types by. */
const ofTables = new Set(["Given", "GivenOf", "Complete", "WholeOf", "SettingsOf"]);

/**
 * Options are told one by one, where the source says no more than the table that has them: `Given<typeof table>`. They keep
 * the table's order.
 */
function listOptions(app) {
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

/** A parameter that is taken apart where it comes in has no name: "settings", of AdamSettings. */
function nameParameters(app) {
  app.converter.on(Converter.EVENT_CREATE_PARAMETER, (_, parameter) => {
    if (parameter.name === "__namedParameters")
      parameter.name = parameter.type?.name?.match(/[A-Z][a-z]*$/)?.[0].toLowerCase() ?? "given";
  });
}

/** Modules are called as they are imported. */
function nameEntries(app) {
  app.converter.on(Converter.EVENT_RESOLVE_BEGIN, ({ project }) => {
    for (const module of project.getChildrenByKind(ReflectionKind.Module)) {
      const file = module.sources?.[0]?.fullFileName;
      module.name = entries.find((entry) => entry.module === file)?.name ?? module.name;
    }
  });
}

/**
 * What a class has from its base is told there: a hundred modules would each repeat all of Module. So is what the base asks
 * of it, which nobody else can call.
 */
function leaveInheritedOut(app) {
  app.converter.on(Converter.EVENT_RESOLVE_END, ({ project }) => {
    const isOfTable = ({ extendedTypes }) => extendedTypes?.some(({ name }) => ofTables.has(name));
    for (const reflection of Object.values(project.reflections)) {
      const { parent, inheritedFrom, overwrites, flags } = reflection;
      const isElsewhere = inheritedFrom || flags?.isInherited || (overwrites && flags?.isProtected);
      if (isElsewhere && !(parent && isOfTable(parent))) project.removeReflection(reflection);
      delete reflection.inheritedFrom;
      delete reflection.overwrites;
    }
  });
}
