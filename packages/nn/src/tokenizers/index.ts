export type { AddedToken } from "./added-tokens/added-token.ts";
export { CharacterTokenizer, UnknownCharacterError } from "./character-tokenizer.ts";
export {
  applyChatTemplate,
  type ChatMessage,
  type ChatTemplateOptions,
  type RenderedChat,
} from "./chat-template/apply-chat-template.ts";
export { ChatTemplateError } from "./chat-template/chat-template-error.ts";
export { cleanUpTokenization } from "./decoders/clean-up-tokenization.ts";
export type {
  BatchOptions,
  DecodeOptions,
  EncodeOptions,
  TokenPaddingOptions,
  TruncationOptions,
} from "./encode-options.ts";
export type { TextInput } from "./encoding/encode-text.ts";
export type { Encoding, EncodingFields, Offsets } from "./encoding/encoding.ts";
export { type Side, TruncationError, type TruncationStrategy } from "./encoding/truncate.ts";
export type { TokenizerFiles } from "./file-formats/read-files.ts";
export { PairVocabularies, UnknownSymbolError } from "./pair-vocabularies.ts";
export {
  type PairVocabulariesFiles,
  pairVocabulariesFiles,
  readPairVocabularies,
} from "./pair-vocabularies-files.ts";
export {
  type EncodedChat,
  PretrainedTokenizer,
  type TextPair,
  type TokenizerChatOptions,
} from "./pretrained-tokenizer.ts";
export { UnknownComponentError } from "./read-component.ts";
export { readTokenizer } from "./read-tokenizer.ts";
export { StreamingDecoder } from "./streaming-decoder.ts";
export { UnknownWordError } from "./subword-models/no-token.ts";
export { SymbolVocabulary, type VocabularyOptions } from "./symbol-vocabulary.ts";
export { type Separator, type SymbolPair, separatorOf, splitSymbols } from "./symbols.ts";
export { type KnownText, type Tokenizer, tokenizerFromJSON } from "./tokenizer.ts";
export type {
  ConfigFiles,
  SpecialTokenRole,
  TokenizerConfig,
} from "./tokenizer-config.ts";
export { TokenizerDataError } from "./tokenizer-data-error.ts";
export { type TokenizerType, tokenizerTypes } from "./training/tokenizer-types.ts";
export { type TokenizerTrainingOptions, trainTokenizer } from "./training/train-tokenizer.ts";
export type { TrainingProgress } from "./training/training-turns.ts";
