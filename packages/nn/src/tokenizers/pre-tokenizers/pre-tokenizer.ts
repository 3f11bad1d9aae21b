import type { NormalizedText } from "../text/normalized-text.ts";

/** Cuts a part of a text into the parts that a model sees one by one. */
export type PreTokenizer = (part: NormalizedText) => readonly NormalizedText[];
