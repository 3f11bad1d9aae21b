export { CharacterTokenizer, UnknownCharacterError } from "./character-tokenizer.ts";
export { type Tokenizer, tokenizerFromJSON } from "./tokenizer.ts";
