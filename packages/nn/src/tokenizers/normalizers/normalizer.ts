import type { NormalizedText } from "../text/normalized-text.ts";

/** Makes a text what the vocabulary is written in, and keeps where its characters came from. */
export type Normalizer = (text: NormalizedText) => NormalizedText;
