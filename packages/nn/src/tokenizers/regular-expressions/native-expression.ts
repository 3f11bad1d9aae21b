import { type PatternNode, type Repeat, somewhere } from "./pattern-node.ts";

/**
 * A tree as a global JavaScript expression. Where no class is in another it has the flag u: with v older engines negate a
 * class twice that they compile twice, and /(?:[^a]b)+/v finds "ab".
 */
export function nativeExpression(root: PatternNode): RegExp {
  const nested = somewhere(root, (one) => one.kind === "set" && /(?!^)\[/.test(one.source));
  return new RegExp(sourceOf(root), nested ? "gv" : "gu");
}

function sourceOf(root: PatternNode): string {
  let atoms = 0;

  /** A look ahead keeps its first match. */
  const atomic = (part: PatternNode): string => {
    const name = `atom${atoms++}`;
    return `(?=(?<${name}>${written(part)}))\\k<${name}>`;
  };

  const written = (node: PatternNode): string => {
    switch (node.kind) {
      case "set":
        return node.source;
      case "sequence":
        return node.parts
          .map((part) => (part.kind === "choice" ? enclosed(part) : written(part)))
          .join("");
      case "choice":
        return node.options.map(written).join("|");
      case "repeat":
        return (node.part.kind === "set" ? node.part.source : enclosed(node.part)) + times(node);
      case "atomic":
        return atomic(node.part);
      case "look":
        return `(?${node.behind ? "<" : ""}${node.negated ? "!" : "="}${written(node.part)})`;
      case "group":
        return `(?<${node.name}>${written(node.part)})`;
      case "reference":
        return `\\k<${node.name}>`;
    }
  };

  const enclosed = (node: PatternNode): string => `(?:${written(node)})`;

  return written(root);
}

function times({ least, most, lazy }: Repeat): string {
  const sign = shortSign(least, most) ?? `{${least},${Number.isFinite(most) ? most : ""}}`;
  return lazy ? `${sign}?` : sign;
}

function shortSign(least: number, most: number): string | undefined {
  if (most === 1 && least === 0) return "?";
  if (most !== Number.POSITIVE_INFINITY || least > 1) return undefined;
  return least === 0 ? "*" : "+";
}
