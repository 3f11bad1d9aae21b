import { readPreference } from "../../theme/preferences.ts";
import { jsonOf, readComparison } from "./comparison-file.ts";
import { type Comparison, emptyComparison } from "./pairs.ts";

const PLACE = "qkv.comparison";
let comparison = $state.raw(read());
let saved = $state(true);

function read(): Comparison {
  try {
    return readComparison(readPreference("comparison") ?? "", "kept.json");
  } catch {
    return emptyComparison; // nothing yet, or what somebody else wrote
  }
}

/** The pairs and ratings of this browser. */
export const kept = (): Comparison => comparison;

/** Whether the browser had room for them; else they are gone with the page, unless they are exported. */
export const isSaved = (): boolean => saved;

export function keep(next: Comparison): void {
  comparison = next;
  try {
    if (next.pairs.length === 0) localStorage.removeItem(PLACE);
    else localStorage.setItem(PLACE, jsonOf(next));
    saved = true;
  } catch {
    saved = false;
  }
}
