import { metaspaceFields } from "../pre-tokenizers/metaspace.ts";
import type { ComponentReader } from "../read-component.ts";
import type { TokenDecoder } from "./decoder.ts";

/** The signs for spaces become spaces, those of the first token nothing where one was put before the text. */
export const metaspaceDecoder: ComponentReader<TokenDecoder> = (fields) => {
  const { replacement, scheme } = metaspaceFields(fields);
  return (tokens) =>
    tokens.map((token, i) =>
      token.replaceAll(replacement, i === 0 && scheme !== "never" ? "" : " "),
    );
};
