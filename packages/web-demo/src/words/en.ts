import { views } from "../views/words.en.ts";
import { first } from "./first.en.ts";

/** English, the language that the others translate: each folder's own words. */
export const en = { ...first, views };
