/** A regular expression as a tree. */
export type PatternNode =
  /** One character of a set, which is written as JavaScript writes it: a character or a class in brackets. */
  | { readonly kind: "set"; readonly source: string }
  | { readonly kind: "sequence"; readonly parts: readonly PatternNode[] }
  /** The first option by which the rest matches too. */
  | { readonly kind: "choice"; readonly options: readonly PatternNode[] }
  | Repeat
  /** What is never given back once it is found. */
  | { readonly kind: "atomic"; readonly part: PatternNode }
  | Look
  /** What a reference may refer to. */
  | { readonly kind: "group"; readonly name: string; readonly part: PatternNode }
  | { readonly kind: "reference"; readonly name: string };

/** From `least` to `most` times, which may be without end; as few as can be where it is lazy. */
export interface Repeat {
  readonly kind: "repeat";
  readonly part: PatternNode;
  readonly least: number;
  readonly most: number;
  readonly lazy: boolean;
}

/** What stands here, or before here, or does not, without taking it. */
export interface Look {
  readonly kind: "look";
  readonly behind: boolean;
  readonly negated: boolean;
  readonly part: PatternNode;
}

export const set = (source: string): PatternNode => ({ kind: "set", source });

export const sequence = (parts: readonly PatternNode[]): PatternNode =>
  parts.length === 1 ? parts[0]! : { kind: "sequence", parts };

export const choice = (options: readonly PatternNode[]): PatternNode =>
  options.length === 1 ? options[0]! : { kind: "choice", options };

export const look = (sign: string, part: PatternNode): Look => ({
  kind: "look",
  behind: sign.startsWith("<"),
  negated: sign.endsWith("!"),
  part,
});

/** The nodes right below one. */
function partsOf(node: PatternNode): readonly PatternNode[] {
  switch (node.kind) {
    case "sequence":
      return node.parts;
    case "choice":
      return node.options;
    case "set":
    case "reference":
      return [];
    default:
      return [node.part];
  }
}

/** Whether this holds for a node or for one below it. */
export const somewhere = (node: PatternNode, holds: (node: PatternNode) => boolean): boolean =>
  holds(node) || partsOf(node).some((part) => somewhere(part, holds));

/** Whether a node may match without taking a character. */
export function mayBeEmpty(node: PatternNode): boolean {
  switch (node.kind) {
    case "set":
      return false;
    case "sequence":
      return node.parts.every(mayBeEmpty);
    case "choice":
      return node.options.some(mayBeEmpty);
    case "repeat":
      return node.least === 0 || mayBeEmpty(node.part);
    case "look":
    case "reference":
      return true;
    default:
      return mayBeEmpty(node.part);
  }
}
