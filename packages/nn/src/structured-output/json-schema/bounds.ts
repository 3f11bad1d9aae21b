import type { Alternative } from "./alternatives.ts";
import type { NumberBounds } from "./numbers.ts";

/** The bounds of a number: the narrowest of all schemas. */
export function boundsOf(alternative: Alternative): NumberBounds {
  const all = (name: string) =>
    alternative.flatMap(({ bounds }) => (bounds.has(name) ? [bounds.get(name)!] : []));
  const least = Math.max(...all("minimum"), Number.NEGATIVE_INFINITY);
  const above = Math.max(...all("exclusiveMinimum"), Number.NEGATIVE_INFINITY);
  const most = Math.min(...all("maximum"), Number.POSITIVE_INFINITY);
  const below = Math.min(...all("exclusiveMaximum"), Number.POSITIVE_INFINITY);
  return {
    least: Math.max(least, above),
    most: Math.min(most, below),
    aboveLeast: above >= least && above > Number.NEGATIVE_INFINITY,
    belowMost: below <= most && below < Number.POSITIVE_INFINITY,
  };
}

export const isBounded = ({ least, most }: NumberBounds): boolean =>
  Number.isFinite(least) || Number.isFinite(most);

/** How many of something, the narrowest of all schemas: Items or Length. */
export function countsOf(
  alternative: Alternative,
  of: "Items" | "Length",
): { readonly least: number; readonly most: number } {
  const all = (name: string) =>
    alternative.flatMap(({ bounds }) => (bounds.has(name) ? [bounds.get(name)!] : []));
  return {
    least: Math.max(0, ...all(`min${of}`)),
    most: Math.min(Number.POSITIVE_INFINITY, ...all(`max${of}`)),
  };
}
