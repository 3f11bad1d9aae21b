import { type Expression, repeat, text } from "../expressions/expression.ts";
import { expressionOf } from "../regular-expression/regex.ts";
import type { Alternative } from "./alternatives.ts";
import { countsOf } from "./bounds.ts";
import { formats } from "./formats.ts";
import { asStringContent, quoted, stringCharacter } from "./json-text.ts";
import type { SchemaCompiler } from "./schema-compiler.ts";
import { wrong } from "./schema-error.ts";

/**
 * Strings by their lengths in characters, a pattern or a format; undefined where nothing is said of them. Of those with a pattern
 * each character is written in one way.
 *
 * @throws ConstraintError where more than one of them is said
 */
export function stringOf(
  compiler: SchemaCompiler,
  alternative: Alternative,
  path: string,
): Expression | undefined {
  const { least, most } = countsOf(alternative, "Length");
  const patterns = new Set(alternative.flatMap(({ pattern }) => pattern ?? []));
  const names = new Set(alternative.flatMap(({ format }) => format ?? []));
  const bounded = least > 0 || most < Number.POSITIVE_INFINITY;
  if (patterns.size + names.size + Number(bounded) > 1)
    throw wrong(
      path,
      "says more than one of pattern, format and length of a string, which is not done; say the length in the pattern: {2,20}",
    );
  for (const pattern of patterns)
    return quoted(
      asStringContent(expressionOf(pattern, `jsonSchema: ${path}/pattern`, { within: true })),
    );
  for (const name of names) {
    const source = Object.hasOwn(formats, name) ? formats[name] : undefined;
    if (source === undefined)
      throw wrong(
        `${path}/format`,
        `is ${JSON.stringify(name)}, expected ${Object.keys(formats).join(", ")}, or a pattern`,
      );
    return compiler.shared(`format ${name}`, () => quoted(expressionOf(source, "jsonSchema")));
  }
  if (!bounded) return undefined;
  if (least > most) return { kind: "choice", options: [] };
  const character = compiler.shared("character", () => stringCharacter);
  return most === 0 ? text('""') : quoted(repeat(character, least, most));
}
