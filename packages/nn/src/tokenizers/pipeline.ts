import { type AddedToken, readAddedToken } from "./added-tokens/added-token.ts";
import { AddedTokens } from "./added-tokens/added-tokens.ts";
import { ComponentFields } from "./component-fields.ts";
import type { TokenDecoder } from "./decoders/decoder.ts";
import { readDecoder } from "./decoders/index.ts";
import { readNormalizer } from "./normalizers/index.ts";
import type { Normalizer } from "./normalizers/normalizer.ts";
import { readPostProcessor } from "./post-processors/index.ts";
import type { PostProcessor } from "./post-processors/post-processor.ts";
import { readPreTokenizer } from "./pre-tokenizers/index.ts";
import type { PreTokenizer } from "./pre-tokenizers/pre-tokenizer.ts";
import type { ComponentReader } from "./read-component.ts";
import { readSubwordModel } from "./subword-models/index.ts";
import type { SubwordModel } from "./subword-models/subword-model.ts";

/** The stages of a tokenizer.json, in the order in which a text passes. */
export interface Pipeline {
  readonly normalizer: Normalizer | undefined;
  readonly preTokenizer: PreTokenizer | undefined;
  readonly model: SubwordModel;
  readonly postProcessor: PostProcessor | undefined;
  readonly decoder: TokenDecoder | undefined;
  readonly added: AddedTokens;
}

/**
 * The stages that a parsed tokenizer.json describes; with tokens that are told elsewhere (tokenizer_config.json).
 *
 * @throws TokenizerDataError that names the field, what came and what was expected
 */
export function readPipeline(json: unknown, furtherTokens: readonly AddedToken[] = []): Pipeline {
  const file = new ComponentFields(json, "tokenizer.json");
  const stage = <T>(name: string, read: ComponentReader<T>): T | undefined =>
    file.has(name) ? read(new ComponentFields(file.any(name), name)) : undefined;
  const normalizer = stage("normalizer", readNormalizer);
  const model = readSubwordModel(new ComponentFields(file.any("model"), "model"));
  const tokens = file.has("added_tokens") ? file.objects("added_tokens").map(readAddedToken) : [];
  return {
    normalizer,
    preTokenizer: stage("pre_tokenizer", readPreTokenizer),
    model,
    postProcessor: stage("post_processor", readPostProcessor),
    decoder: stage("decoder", readDecoder),
    added: new AddedTokens([...tokens, ...furtherTokens], model.vocabulary, normalizer),
  };
}
