import * as assemblyscript from "assemblyscript";

const { ElementKind, LiteralKind, NodeKind } = assemblyscript;

/** What a value of the binary is to TypeScript. */
const types = new Map([
  ...["i32", "u32", "usize", "f32", "f64"].map((name) => [name, "number"]),
  ["bool", "boolean"],
  ["void", "void"],
]);

const MADE = "// Made by scripts/build-wasm.mjs out of the sources in assembly/.";

/**
 * What TypeScript is to know of the assembly, as the text of files by their names: each function that the entry exports, with
 * its comment and its parameters by name, and the enums and integer constants that files of the assembly export to each
 * other. The names of arguments for programs are a file of their own, for threads alone ask for them.
 */
export function describeExports(program, entry) {
  const functions = [...program.filesByName.get(entry).exports].map(describeFunction);
  return {
    "exports.generated.ts": `${MADE}

${[...exportedValues(program).values()].map(valueText).join("\n")}

/** What the compiled assembly exports. Addresses are bytes, counts are elements. */
export interface KernelExports {
${functions.map(signatureText).join("\n")}
}

/** The parameters of each of them, by name. */
export interface KernelParameters {
${functions.map(parametersText).join("\n")}
}
`,
    "name-arguments.generated.ts": `${MADE}
import type { KernelExports, KernelParameters } from "./exports.generated.ts";

/** Arguments in their order, by name: what KernelParameters says, for programs. */
export const nameArguments: {
  readonly [K in keyof KernelExports]: (
    ...args: Parameters<KernelExports[K]>
  ) => KernelParameters[K];
} = {
${functions.map(namingText).join("\n")}
};
`,
  };
}

function describeFunction([name, element]) {
  if (element.kind !== ElementKind.FunctionPrototype) fail(`${name} is exported and no function`);
  const { signature, range } = element.declaration;
  const typeOf = (type, what) => {
    const typeName = type.name.identifier.text;
    const isEnum = element.file.lookup(typeName)?.kind === ElementKind.Enum;
    const known = isEnum ? typeName : types.get(typeName);
    return known ?? fail(`${name}: ${what} is ${typeName}, which TypeScript does not know`);
  };
  return {
    name,
    comment: commentAbove(range),
    parameters: signature.parameters.map((parameter) => ({
      name: parameter.name.text,
      type: typeOf(parameter.type, parameter.name.text),
    })),
    result: typeOf(signature.returnType, "the result"),
  };
}

/** Enums and literal constants that any file exports; one of a name, for TypeScript has them all in one place. */
function exportedValues(program) {
  const values = new Map();
  for (const [path, { exports }] of program.filesByName) {
    if (path.startsWith("~lib/")) continue;
    for (const element of exports?.values() ?? []) {
      const { name, kind, declaration } = element;
      // A constant that is computed depends on the build.
      const isConstant = kind === ElementKind.Global && isInteger(declaration.initializer);
      if (!isConstant && kind !== ElementKind.Enum) continue;
      if ((values.get(name) ?? element) !== element) fail(`two files export ${name}`);
      values.set(name, element);
    }
  }
  return values;
}

const isInteger = (node) =>
  node?.kind === NodeKind.Literal && node.literalKind === LiteralKind.Integer;

/** The comment above the line where a declaration begins. */
function commentAbove({ start, source: { text } }) {
  const above = text.slice(0, text.lastIndexOf("\n", start) + 1);
  return /\/\*\*(?:(?!\*\/)[\s\S])*\*\/\n$/.exec(above)?.[0] ?? "";
}

const indented = (text) => text.replace(/^(?=.)/gm, "  ");

function valueText({ name, kind, members, declaration }) {
  const comment = commentAbove(declaration.range);
  if (kind !== ElementKind.Enum)
    return `${comment}export const ${name} = ${declaration.initializer.value};`;
  const lines = [...members.values()].map((member) => {
    const value = member.declaration.initializer;
    if (!isInteger(value)) fail(`${name}.${member.name} has no literal for its value`);
    return `${commentAbove(member.declaration.range)}${member.name}: ${value.value},`;
  });
  return `${comment}export const ${name} = {
${indented(lines.join("\n"))}
} as const;
export type ${name} = (typeof ${name})[keyof typeof ${name}];`;
}

const listed = (parameters) => parameters.map(({ name, type }) => `${name}: ${type}`);

const signatureText = ({ name, comment, parameters, result }) =>
  indented(`${comment}${name}(${listed(parameters).join(", ")}): ${result};`);

const parametersText = ({ name, parameters }) => `  ${name}: { ${listed(parameters).join("; ")} };`;

function namingText({ name, parameters }) {
  const names = parameters.map((parameter) => parameter.name).join(", ");
  return `  ${name}: (${names}) => ({ ${names} }),`;
}

function fail(reason) {
  throw new Error(`describe-exports: ${reason}`);
}
