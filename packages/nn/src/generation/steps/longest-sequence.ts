import type { GenerateIdsSettings } from "../generate-ids-options.ts";

const usualNewTokens = 20;

/**
 * Tokens of a sequence at most, those that it begins with included.
 *
 * @throws RangeError where `maxLength` leaves no room for a new one
 */
export function longestSequence(
  [begun]: readonly (readonly number[])[],
  { who, maxNewTokens, maxLength }: Pick<GenerateIdsSettings, "who" | "maxNewTokens" | "maxLength">,
): number {
  const first = begun?.length ?? 0;
  if (maxNewTokens !== undefined || maxLength === undefined)
    return first + (maxNewTokens ?? usualNewTokens);
  if (maxLength > first) return maxLength;
  throw new RangeError(
    `${who}: maxLength is ${maxLength}, expected more than the ${first} tokens that sequences begin with; or give maxNewTokens`,
  );
}
