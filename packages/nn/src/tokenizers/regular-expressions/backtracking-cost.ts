import { mayBeEmpty, type PatternNode, type Repeat } from "./pattern-node.ts";

/** What a backtracking engine may have to do for a node from one place of a text, at worst. */
export interface Cost {
  /** Steps to have tried all ways. */
  readonly steps: number;
  /** In how many ways the node may match, each of which what follows is tried behind. */
  readonly ways: number;
}

const nothing: Cost = { steps: 0, ways: 1 };

/** The cost in a text of `length` code units; with an endless text, whether it has a bound that is none of the text's. */
export function backtrackingCost(node: PatternNode, length: number): Cost {
  switch (node.kind) {
    case "set":
      return { steps: 1, ways: 1 };
    case "sequence":
      return node.parts.reduce<Cost>((before, part) => {
        const { steps, ways } = backtrackingCost(part, length);
        return { steps: before.steps + before.ways * steps, ways: before.ways * ways };
      }, nothing);
    case "choice":
      return node.options.reduce<Cost>(
        (before, option) => {
          const { steps, ways } = backtrackingCost(option, length);
          return { steps: before.steps + steps + 1, ways: before.ways + ways };
        },
        { steps: 0, ways: 0 },
      );
    case "repeat":
      return repeatCost(node, length);
    case "atomic":
      // Found, and then compared with what was found.
      return { steps: 2 * backtrackingCost(node.part, length).steps + 1, ways: 1 };
    case "look":
      return { steps: backtrackingCost(node.part, length).steps + 1, ways: 1 };
    case "group":
      return backtrackingCost(node.part, length);
    case "reference":
      return { steps: length + 1, ways: 1 };
  }
}

/** w ways of each repetition make w^k of k. */
function repeatCost({ part, least, most }: Repeat, length: number): Cost {
  const { steps, ways } = backtrackingCost(part, length);
  // Beyond the least, repetitions that take nothing are refused.
  const rounds = Math.min(most, mayBeEmpty(part) ? least + length : length + 1);
  const prefixes = ways <= 1 ? rounds + 1 : (ways ** (rounds + 1) - 1) / (ways - 1);
  const ends = ways <= 1 ? Math.max(1, rounds - least + 1) : prefixes;
  return { steps: prefixes * (steps + 1), ways: ends };
}
