import { mayBeEmpty, type PatternNode, type Repeat, somewhere } from "./pattern-node.ts";

export type Instruction =
  /** A character of a set, which is taken in the direction of reading. */
  | {
      readonly kind: "take";
      readonly set: number;
      readonly backward: boolean;
      readonly next: number;
    }
  /** Whether the next character, or the one before, is of a set; at the text's ends there is none. */
  | {
      readonly kind: "peek";
      readonly set: number;
      readonly backward: boolean;
      readonly negated: boolean;
      readonly next: number;
    }
  /** First one way; where that fails, the other. */
  | { readonly kind: "split"; first: number; second: number }
  /** Whether a program of its own ends from here. */
  | {
      readonly kind: "look";
      readonly entry: number;
      readonly negated: boolean;
      readonly next: number;
    }
  /** A program of its own, whose first end is where it goes on. */
  | { readonly kind: "atomic"; readonly entry: number; readonly next: number }
  /** A repetition begins of what may be empty; `depth` of such are around it, with itself. */
  | { readonly kind: "enter"; readonly depth: number; readonly next: number }
  /** A repetition ends, which must have taken something. */
  | { readonly kind: "leave"; readonly depth: number; readonly next: number }
  | { readonly kind: "end" };

/** What a matcher runs. */
export interface MatchingProgram {
  readonly instructions: readonly Instruction[];
  readonly entry: number;
  /** Sets of characters, as JavaScript writes them. */
  readonly sets: readonly string[];
  /** How many repetitions of what may be empty are inside each other. */
  readonly depth: number;
  readonly hasAtomic: boolean;
  /** Whether places before a match's start may be asked for, further than one character. */
  readonly looksBack: boolean;
}

const mostInstructions = 1000;

/** The program of a tree without references; undefined where it is too large. */
export function matchingProgram(root: PatternNode): MatchingProgram | undefined {
  const instructions: Instruction[] = [];
  const sets = new Map<string, number>();
  let depth = 0;

  const emit = (instruction: Instruction): number => {
    if (instructions.length >= mostInstructions) throw new TooLarge();
    return instructions.push(instruction) - 1;
  };

  const setOf = (source: string): number => {
    if (!sets.has(source)) sets.set(source, sets.size);
    return sets.get(source)!;
  };

  /** Where a node begins that is matched by itself: its states are no others', nor is its end. */
  const program = (node: PatternNode, backward: boolean): number =>
    compile(node, emit({ kind: "end" }), backward, 0);

  /** Where a node begins that goes on at `next`; inside `around` repetitions of what may be empty. */
  function compile(node: PatternNode, next: number, backward: boolean, around: number): number {
    switch (node.kind) {
      case "set":
        return emit({ kind: "take", set: setOf(node.source), backward, next });
      case "sequence": {
        const inOrder = backward ? node.parts : node.parts.toReversed();
        return inOrder.reduce((after, part) => compile(part, after, backward, around), next);
      }
      case "choice":
        return node.options
          .map((option) => compile(option, next, backward, around))
          .reduceRight((second, first) => emit({ kind: "split", first, second }));
      case "repeat":
        return repeated(node, next, backward, around);
      case "atomic":
        return emit({ kind: "atomic", entry: program(node.part, backward), next });
      case "look": {
        const { negated, behind, part } = node;
        if (part.kind === "set")
          return emit({ kind: "peek", set: setOf(part.source), backward: behind, negated, next });
        return emit({ kind: "look", entry: program(part, behind), negated, next });
      }
      case "group":
        return compile(node.part, next, backward, around);
      case "reference":
        throw new TypeError("a program has no references");
    }
  }

  function repeated(node: Repeat, next: number, backward: boolean, around: number): number {
    const { part, least, most, lazy } = node;
    const checked = mayBeEmpty(part);
    const inside = checked ? around + 1 : around;
    depth = Math.max(depth, inside);
    /** One repetition beyond the least. */
    const further = (after: number): number => {
      if (!checked) return compile(part, after, backward, inside);
      const left = emit({ kind: "leave", depth: inside, next: after });
      const body = compile(part, left, backward, inside);
      return emit({ kind: "enter", depth: inside, next: body });
    };
    const either = (more: number) =>
      lazy ? { first: next, second: more } : { first: more, second: next };
    let entry = next;
    if (most === Number.POSITIVE_INFINITY) {
      const split = { kind: "split" as const, first: next, second: next };
      entry = emit(split);
      Object.assign(split, either(further(entry)));
    } else
      for (let i = least; i < most; i++) entry = emit({ kind: "split", ...either(further(entry)) });
    for (let i = 0; i < least; i++) entry = compile(part, entry, backward, around);
    return entry;
  }

  try {
    const entry = program(root, false);
    return {
      instructions,
      entry,
      sets: [...sets.keys()],
      depth,
      hasAtomic: somewhere(root, ({ kind }) => kind === "atomic"),
      looksBack: somewhere(
        root,
        (one) => one.kind === "look" && one.behind && one.part.kind !== "set",
      ),
    };
  } catch (error) {
    if (error instanceof TooLarge) return undefined;
    throw error;
  }
}

class TooLarge extends Error {}
