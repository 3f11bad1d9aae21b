import type { CodePoints } from "../expressions/code-points.ts";
import {
  charactersOf,
  codePoints,
  difference,
  shared,
  without,
} from "../expressions/code-points.ts";
import {
  choice,
  type Expression,
  oneOf,
  repeat,
  sequence,
  text,
} from "../expressions/expression.ts";

/** Characters that stand for themselves in a string of JSON. */
const plainCharacters: CodePoints = without(
  codePoints([
    [0, 0x1f],
    [0x22, 0x22],
    [0x5c, 0x5c],
  ]),
);

const hex = oneOf(charactersOf("0123456789abcdefABCDEF"));
const hexes = (count: number) => repeat(hex, count, count);
const anyOf = (characters: string) => oneOf(charactersOf(characters));

/** \u00e9 and the like; halves of characters in pairs alone. */
const escapedCode = choice([
  sequence(text("u"), anyOf("0123456789abcefABCEF"), hexes(3)),
  sequence(text("u"), anyOf("dD"), anyOf("01234567"), hexes(2)),
  sequence(
    ...[text("u"), anyOf("dD"), anyOf("89abAB"), hexes(2)],
    ...[text("\\u"), anyOf("dD"), anyOf("cdefCDEF"), hexes(2)],
  ),
]);

/** A character of a string, in any way that JSON has to write it. */
export const stringCharacter: Expression = choice([
  oneOf(plainCharacters),
  sequence(text("\\"), choice([anyOf('"\\/bfnrt'), escapedCode])),
]);

export const quoted = (inside: Expression): Expression => sequence(text('"'), inside, text('"'));

/** The texts of an expression as they stand in a string of JSON. */
export function asStringContent(expression: Expression): Expression {
  switch (expression.kind) {
    case "text":
      return text(JSON.stringify(expression.text).slice(1, -1));
    case "set": {
      const plain = shared(expression.set, plainCharacters);
      const others = difference(expression.set, plainCharacters);
      return choice([
        ...(plain.length > 0 || others.length === 0 ? [oneOf(plain)] : []),
        ...charactersIn(others).map((one) => text(JSON.stringify(one).slice(1, -1))),
      ]);
    }
    case "sequence":
      return sequence(...expression.parts.map(asStringContent));
    case "choice":
      return choice(expression.options.map(asStringContent));
    case "repeat":
      return repeat(asStringContent(expression.of), expression.from, expression.to);
    case "rule":
      return expression;
  }
}

/** Each of a few. */
const charactersIn = (set: CodePoints): readonly string[] =>
  set.flatMap(([from, to]) =>
    Array.from({ length: to - from + 1 }, (_, i) => String.fromCodePoint(from + i)),
  );

/** Strings of characters that stand for themselves, but for these. */
export function stringsBut(names: readonly string[]): Expression {
  const anything = repeat(oneOf(plainCharacters), 0, Number.POSITIVE_INFINITY);
  const behind = (ends: readonly string[]): Expression => {
    const heads = new Map<string, string[]>();
    for (const end of ends) {
      const [head] = end;
      if (head !== undefined) heads.set(head, [...(heads.get(head) ?? []), end.slice(head.length)]);
    }
    if (heads.size === 0) return ends.length === 0 ? anything : oneOrMore;
    const other = difference(plainCharacters, charactersOf([...heads.keys()].join("")));
    const options = [
      sequence(oneOf(other), anything),
      ...[...heads].map(([head, rest]) => sequence(text(head), behind(rest))),
    ];
    return ends.includes("") ? choice(options) : choice([text(""), ...options]);
  };
  const oneOrMore = sequence(oneOf(plainCharacters), anything);
  return behind(names.filter((name) => [...name].every(isPlain)));
}

const isPlain = (character: string): boolean =>
  shared(charactersOf(character), plainCharacters).length > 0;
