import type { TestTagDefinition } from "vitest/config";

export const tags: TestTagDefinition[];
export const exhaustive: { tags: string[] };
export function partOfEach<T>(
  cases: readonly T[],
  groupOf: (one: T) => string,
  most: number | ((first: T) => number),
): (one: T) => { tags?: string[] };
export function inBothParts<T>(
  cases: readonly T[],
  most: number,
): readonly (readonly [options: { readonly tags?: string[] }, cases: readonly T[]])[];
