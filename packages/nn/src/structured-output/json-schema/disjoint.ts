import type { Alternative } from "./alternatives.ts";
import { equal, keywordsOf, type OwnKeywords, ownKeywords } from "./keywords.ts";
import { valuesOf } from "./named-values.ts";
import type { Located } from "./schema-error.ts";
import { typesOf } from "./types.ts";

/** Whether it is sure that no value fits both. */
export function areDisjoint(a: Alternative, b: Alternative): boolean {
  const [first, second] = [typesOf(a), typesOf(b)];
  const common = [...first].filter((type) => second.has(type));
  if (common.length === 0) return true;
  const [some, others] = [valuesOf(a), valuesOf(b)];
  if (some && others) return !some.some((one) => others.some((other) => equal(one, other)));
  if (common.length > 1 || common[0] !== "object") return false;
  // What one of them always has, and the other never, or with another value.
  return [...requiredOf(a), ...requiredOf(b)].some((name) => tellsApart(name, a, b));
}

const requiredOf = (alternative: Alternative): readonly string[] =>
  alternative.flatMap(({ required }) => required);

function tellsApart(name: string, a: Alternative, b: Alternative): boolean {
  const inA = requiredOf(a).includes(name);
  const inB = requiredOf(b).includes(name);
  const [first, second] = [plainSchemas(name, a), plainSchemas(name, b)];
  if (first.length > 0 && second.length > 0 && areDisjoint(first, second)) return true;
  return (inA && isForbidden(name, b)) || (inB && isForbidden(name, a));
}

/** Whether an alternative has no property of this name. */
const isForbidden = (name: string, alternative: Alternative): boolean =>
  alternative.some(
    ({ properties, additionalProperties }) =>
      (properties.get(name) ?? additionalProperties)?.schema === false,
  );

/** What is said of a property, where that is no combination of schemas. */
const plainSchemas = (name: string, alternative: Alternative): OwnKeywords[] =>
  alternative.flatMap(({ properties }) => {
    const located: Located | undefined = properties.get(name);
    if (!located || typeof located.schema !== "object") return [];
    return [ownKeywords(located, keywordsOf(located))];
  });
