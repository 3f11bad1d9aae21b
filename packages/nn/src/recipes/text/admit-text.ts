import type { Tokenizer } from "../../tokenizers/tokenizer.ts";
import type { AdmittedText, UnknownTreatment } from "../recipe-model.ts";
import { standInOf } from "./stand-in.ts";

/** A text that a tokenizer has tokens for, made of another one; most have some for every text. */
export function admitText(
  text: string,
  tokenizer: Tokenizer,
  treatment: UnknownTreatment,
): AdmittedText {
  const standIn = standInOf(tokenizer);
  const known = tokenizer.known?.(text, treatment === "skip" ? "" : standIn);
  return {
    ...(known ?? { text, unknown: 0, all: [...text].length }),
    ...{ kind: "characters", form: "", symbols: tokenizer.vocabSize },
    standIn: JSON.stringify(standIn),
  };
}
