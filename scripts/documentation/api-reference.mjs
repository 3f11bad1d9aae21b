import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Application, Converter, ReflectionKind } from "typedoc";
import { root } from "../repository.mjs";
import { listOptions, ofTables } from "./option-tables.mjs";
import { readablePage } from "./readable-page.mjs";

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
    writeFileSync(file, readablePage(readFileSync(file, "utf8")));
  }
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
