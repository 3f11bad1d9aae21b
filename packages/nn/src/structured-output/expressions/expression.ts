import type { CodePoints } from "./code-points.ts";

/** What texts are made of; `Leaf` is what a language has beside it. */
export type Expression<Leaf = never> =
  | Leaf
  | { readonly kind: "text"; readonly text: string }
  /** One character of a set. */
  | { readonly kind: "set"; readonly set: CodePoints }
  | { readonly kind: "sequence"; readonly parts: readonly Expression<Leaf>[] }
  | { readonly kind: "choice"; readonly options: readonly Expression<Leaf>[] }
  | {
      readonly kind: "repeat";
      readonly of: Expression<Leaf>;
      readonly from: number;
      /** Infinity has no end. */
      readonly to: number;
    }
  | { readonly kind: "rule"; readonly name: string };

/** Expressions by name, which may name one another and themselves. */
export interface Grammar {
  readonly rules: ReadonlyMap<string, Expression>;
  readonly root: string;
}

export const text = (given: string): Expression => ({ kind: "text", text: given });
export const oneOf = (set: CodePoints): Expression => ({ kind: "set", set });
export const ruleOf = (name: string): Expression => ({ kind: "rule", name });
export const nothing: Expression = text("");

export function sequence<Leaf = never>(...parts: readonly Expression<Leaf>[]): Expression<Leaf> {
  return parts.length === 1 ? parts[0]! : { kind: "sequence", parts };
}

export function choice<Leaf = never>(options: readonly Expression<Leaf>[]): Expression<Leaf> {
  return options.length === 1 ? options[0]! : { kind: "choice", options };
}

export const repeat = <Leaf = never>(
  of: Expression<Leaf>,
  from: number,
  to: number,
): Expression<Leaf> => ({ kind: "repeat", of, from, to });

export const optional = (of: Expression): Expression => repeat(of, 0, 1);
