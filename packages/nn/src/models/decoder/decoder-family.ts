import type { Family } from "../families/family.ts";
import type { DecoderNames } from "./decoder-names.ts";

/** A family of decoder-only language models. */
export interface DecoderFamily extends Family {
  readonly names: DecoderNames;
}
