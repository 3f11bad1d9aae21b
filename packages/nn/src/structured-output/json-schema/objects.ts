import { choice, type Expression, repeat, sequence, text } from "../expressions/expression.ts";
import type { Alternative } from "./alternatives.ts";
import { quoted, stringsBut } from "./json-text.ts";
import type { SchemaCompiler } from "./schema-compiler.ts";
import type { Together } from "./schema-error.ts";

interface Member {
  readonly written: Expression;
  readonly required: boolean;
}

/**
 * Objects: the properties that schemas name, in their order, each once; then others, where `additionalProperties` allows them or
 * no property is named.
 */
export function objectOf(
  compiler: SchemaCompiler,
  alternative: Alternative,
  path: string,
): Expression {
  const { space } = compiler;
  const names = namesOf(alternative);
  const required = new Set(alternative.flatMap((own) => own.required));
  const member = (name: Expression, value: Expression) =>
    sequence(name, space, text(":"), space, value);
  const members = names.map((name): Member => {
    const value = compiler.of(schemasOf(alternative, name));
    const written = compiler.rule(path, member(text(JSON.stringify(name)), value));
    return { written, required: required.has(name) };
  });
  const comma = sequence(space, text(","), space);
  const end = sequence(space, text("}"));
  const others = othersOf(alternative, names);
  let [first, behind] = [end, end];
  if (others) {
    const other = compiler.rule(path, member(quoted(stringsBut(names)), compiler.of(others)));
    behind = sequence(repeat(sequence(comma, other), 0, Number.POSITIVE_INFINITY), end);
    first = choice([sequence(other, behind), end]);
  }
  for (const { written, required: needed } of members.reverse()) {
    const tail = compiler.rule(path, behind);
    const [begun, gone] = [sequence(written, tail), sequence(comma, written, tail)];
    first = needed ? begun : choice([begun, compiler.rule(path, first)]);
    behind = needed ? gone : choice([gone, tail]);
  }
  return sequence(text("{"), space, first);
}

/** All names, in the order of the schemas; those that are only required behind the others. */
const namesOf = (alternative: Alternative): readonly string[] => [
  ...new Set([
    ...alternative.flatMap(({ properties }) => [...properties.keys()]),
    ...alternative.flatMap(({ required }) => required),
  ]),
];

/** What all schemas say of a property. */
const schemasOf = (alternative: Alternative, name: string): Together =>
  alternative.flatMap(
    ({ properties, additionalProperties }) => properties.get(name) ?? additionalProperties ?? [],
  );

/** What holds for other properties; undefined where there are none. */
function othersOf(alternative: Alternative, names: readonly string[]): Together | undefined {
  const said = alternative.flatMap(({ additionalProperties }) => additionalProperties ?? []);
  if (said.some(({ schema }) => schema === false)) return undefined;
  return said.length > 0 || names.length === 0 ? said : undefined;
}
