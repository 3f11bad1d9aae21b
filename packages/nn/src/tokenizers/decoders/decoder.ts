/** Makes of tokens the parts of a text. */
export type TokenDecoder = (tokens: readonly string[]) => readonly string[];
