import { bytesAsCharacters } from "../text/bytes-as-characters.ts";
import type { Normalizer } from "./normalizer.ts";

/** Each byte of the text as the character that stands for it. */
export const byteLevelNormalizer: Normalizer = (text) => text.mapCharacters(bytesAsCharacters);
