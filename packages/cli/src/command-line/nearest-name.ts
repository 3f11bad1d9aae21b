import { closest } from "fastest-levenshtein";

/** The name that takes the fewest edits to reach. */
export function nearestName(name: string, names: readonly string[]): string {
  return closest(name, names);
}
