import type {
  PatternNode,
  Repeat,
} from "../../../src/tokenizers/regular-expressions/pattern-node.ts";

/** The matches of a tree by ECMAScript's rules, in the plainest way, however long it takes: what others are held against. */
export function plainFind(
  root: PatternNode,
  text: string,
  from: number,
): readonly [start: number, end: number] | undefined {
  for (let start = from; start <= text.length; start += sizeAt(text, start)) {
    const [end] = ends(root, text, start, false);
    if (end !== undefined) return [start, end];
  }
  return undefined;
}

const sizeAt = (text: string, at: number): number => (text.codePointAt(at)! > 0xffff ? 2 : 1);

/** Where a node may end that is read from a place, the preferred end first. */
function* ends(node: PatternNode, text: string, at: number, back: boolean): Iterable<number> {
  switch (node.kind) {
    case "set": {
      const before = at - (text.codePointAt(at - 2)! > 0xffff ? 2 : 1);
      const character = text.codePointAt(back ? before : at);
      if (character === undefined) return;
      if (new RegExp(`^${node.source}$`, "v").test(String.fromCodePoint(character)))
        yield back ? before : at + sizeAt(text, at);
      return;
    }
    case "sequence": {
      const [first, ...rest] = back ? node.parts.toReversed() : node.parts;
      if (!first) return void (yield at);
      const parts = back ? rest.toReversed() : rest;
      for (const end of ends(first, text, at, back))
        yield* ends({ kind: "sequence", parts }, text, end, back);
      return;
    }
    case "choice":
      for (const option of node.options) yield* ends(option, text, at, back);
      return;
    case "repeat":
      return yield* repeated(node, text, at, back, 0);
    case "atomic": {
      const [end] = ends(node.part, text, at, back);
      if (end !== undefined) yield end;
      return;
    }
    case "look": {
      const [end] = ends(node.part, text, at, node.behind);
      if ((end !== undefined) !== node.negated) yield at;
      return;
    }
    default:
      throw new TypeError("a plain matcher has no groups");
  }
}

/** Beyond the least, a repetition that takes nothing is none. */
function* repeated(
  node: Repeat,
  text: string,
  at: number,
  back: boolean,
  times: number,
): Iterable<number> {
  if (node.lazy && times >= node.least) yield at;
  if (times < node.most)
    for (const end of ends(node.part, text, at, back))
      if (times < node.least || end !== at) yield* repeated(node, text, end, back, times + 1);
  if (!node.lazy && times >= node.least) yield at;
}
