import type { Alternative } from "./alternatives.ts";
import { equal } from "./keywords.ts";

/** The values that an alternative names; undefined where it names none. */
export function valuesOf(alternative: Alternative): readonly unknown[] | undefined {
  const lists = alternative.flatMap(({ values }) => (values ? [values] : []));
  if (lists.length === 0) return undefined;
  return lists.reduce((found, list) => found.filter((one) => list.some((x) => equal(x, one))));
}
