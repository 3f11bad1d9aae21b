import type { ComponentReader } from "../read-component.ts";
import type { Normalizer } from "./normalizer.ts";

/** A text before every text that is not empty. */
export const prepend: ComponentReader<Normalizer> = (fields) => {
  const prefix = fields.text("prepend");
  return (text) => text.prepend(prefix);
};
