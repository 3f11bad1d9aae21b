import { expectText } from "../options/expect-argument.ts";
import { nearestHint } from "../options/nearest-name.ts";

/** The names that a pattern meets: * stands for any characters, dots too, and ? for one. Each pattern must meet one. */
export function matchNames(
  caller: string,
  names: readonly string[],
  patterns: string | readonly string[],
): readonly string[] {
  const met = new Set<string>();
  for (const pattern of [patterns].flat()) {
    expectText(caller, "a pattern", pattern);
    const expression = globExpression(pattern);
    const matches = names.filter((name) => expression.test(name));
    if (matches.length === 0)
      throw new RangeError(
        `${caller}: "${pattern}" meets no name${nearestHint(pattern, names)}, expected one like ${names.slice(0, 5).join(", ") || "(there are none)"}`,
      );
    for (const name of matches) met.add(name);
  }
  return names.filter((name) => met.has(name));
}

function globExpression(pattern: string): RegExp {
  const literal = pattern.replace(/[\\^$.|+()[\]{}]/g, "\\$&");
  return new RegExp(`^${literal.replaceAll("*", ".*").replaceAll("?", ".")}$`);
}
