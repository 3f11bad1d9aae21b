import type { Alternative } from "./alternatives.ts";
import { boundsOf, countsOf } from "./bounds.ts";
import { wrong } from "./schema-error.ts";
import { typesOf, typesOfValue } from "./types.ts";

/**
 * Those of the values of an enum that fit what is said beside it.
 *
 * @throws ConstraintError where that is more than types, numbers and lengths
 */
export function fittingValues(
  values: readonly unknown[],
  alternative: Alternative,
  path: string,
): readonly unknown[] {
  const types = typesOf(alternative);
  const fitting = values.filter((value) => typesOfValue(value).some((type) => types.has(type)));
  const said = alternative.some(
    ({ pattern, format, properties, required, additionalProperties, prefixItems, items }) =>
      pattern !== undefined ||
      format !== undefined ||
      properties.size + required.length + prefixItems.length > 0 ||
      (additionalProperties ?? items) !== undefined,
  );
  if (said && fitting.some((value) => typeof value === "string" || Object(value) === value))
    throw wrong(
      path,
      "has values beside a pattern, a format, properties or items, which is not done; list the values that fit",
    );
  const bounds = boundsOf(alternative);
  const [lengths, items] = [countsOf(alternative, "Length"), countsOf(alternative, "Items")];
  return fitting.filter((value) => {
    if (typeof value === "number")
      return (
        (bounds.aboveLeast ? value > bounds.least : value >= bounds.least) &&
        (bounds.belowMost ? value < bounds.most : value <= bounds.most)
      );
    if (typeof value === "string") return isWithin([...value].length, lengths);
    return !Array.isArray(value) || isWithin(value.length, items);
  });
}

const isWithin = (
  count: number,
  { least, most }: { readonly least: number; readonly most: number },
): boolean => count >= least && count <= most;
