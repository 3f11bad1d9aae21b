export { CharacterTokenizer, UnknownCharacterError } from "./character-tokenizer.ts";
export { PairVocabularies, UnknownSymbolError } from "./pair-vocabularies.ts";
export {
  type PairVocabulariesFiles,
  pairVocabulariesFiles,
  readPairVocabularies,
} from "./pair-vocabularies-files.ts";
export { SymbolVocabulary, type VocabularyOptions } from "./symbol-vocabulary.ts";
export { type Separator, type SymbolPair, separatorOf, splitSymbols } from "./symbols.ts";
export { type KnownText, type Tokenizer, tokenizerFromJSON } from "./tokenizer.ts";
export { TokenizerDataError } from "./tokenizer-data-error.ts";
