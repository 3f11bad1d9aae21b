import { defineOptions, type Given } from "../options/define-options.ts";
import { describeValue } from "../options/describe-value.ts";
import { expectList, expectNumeric, expectObject, expectText } from "../options/expect-argument.ts";
import { anything, instance, text } from "../options/fields.ts";
import type { AddedToken } from "./added-tokens/added-token.ts";
import {
  applyChatTemplate,
  type ChatMessage,
  chatTemplateOptions,
  type RenderedChat,
} from "./chat-template/apply-chat-template.ts";
import { chatTemplateOf } from "./chat-template/chat-template-of.ts";
import { cleanUpTokenization } from "./decoders/clean-up-tokenization.ts";
import {
  type BatchOptions,
  batchOptions,
  type DecodeOptions,
  decodeOptions,
  type EncodeOptions,
  encodeOptions,
  type TokenPaddingOptions,
} from "./encode-options.ts";
import { encodeText, type TextInput } from "./encoding/encode-text.ts";
import { addedEncoding, type Encoding } from "./encoding/encoding.ts";
import { joinEncodings } from "./encoding/join-encodings.ts";
import { padEncodings } from "./encoding/pad.ts";
import { TruncationError, truncateEncodings } from "./encoding/truncate.ts";
import { chooseIdEncoder } from "./id-encoders/choose-id-encoder.ts";
import type { IdEncoder } from "./id-encoders/id-encoder.ts";
import { IdList } from "./id-encoders/id-list.ts";
import { type Pipeline, readPipeline } from "./pipeline.ts";
import { StreamingDecoder } from "./streaming-decoder.ts";
import type { Tokenizer } from "./tokenizer.ts";
import {
  type ConfigFiles,
  readTokenizerConfig,
  type SpecialTokenRole,
  type TokenizerConfig,
} from "./tokenizer-config.ts";
import { TokenizerDataError } from "./tokenizer-data-error.ts";

const textPair = defineOptions("encode", {
  text: anything<TextInput>(),
  pair: anything<TextInput>(),
});

const configFiles = defineOptions("PretrainedTokenizer", {
  config: anything<unknown>({ optional: true }),
  specialTokensMap: anything<unknown>({ optional: true }),
  chatTemplate: text({ optional: true }),
  templateFiles: instance<ReadonlyMap<string, string>>(Map, { optional: true }),
  processorTemplate: anything<unknown>({ optional: true }),
});

/** Two texts that a model sees together: a question and where its answer may be. */
export interface TextPair {
  readonly text: TextInput;
  readonly pair: TextInput;
}

const chatOptions = defineOptions("applyChatTemplate", {
  ...chatTemplateOptions.fields,
  /** The name of one of the tokenizer's templates, or a template; "default", or "tool_use" where there are tools, unless given. */
  template: text({ optional: true }),
});

/** What a chat template is given, and which of several is meant. */
export type TokenizerChatOptions = Given<typeof chatOptions>;

/** A conversation as text and as tokens. */
export interface EncodedChat {
  readonly text: string;
  readonly encoding: Encoding;
  /** For each token whether the assistant says it. */
  readonly assistantMask: readonly number[];
}

/**
 * A tokenizer as Hugging Face's files describe it (tokenizer.json and what lies beside it), with the same ids, tokens and
 * offsets as Hugging Face's own library. As there, a text gets the tokens that the model expects around it unless
 * `addSpecialTokens` is false.
 */
export class PretrainedTokenizer implements Tokenizer {
  readonly config: TokenizerConfig;
  readonly #json: object;
  readonly #pipeline: Pipeline;
  /** Null where there is none. */
  #idEncoder: IdEncoder | null | undefined;
  #idsAround: IdsAround | undefined;

  /**
   * @param json a parsed tokenizer.json
   * @throws TokenizerDataError that names the field, what came and what was expected
   */
  constructor(json: unknown, files: ConfigFiles = {}) {
    if (typeof json !== "object" || json === null)
      throw new TokenizerDataError("the data is no object, expected a parsed tokenizer.json");
    this.config = readTokenizerConfig(configFiles.complete(files));
    this.#json = json;
    this.#pipeline = readPipeline(json, this.config.addedTokens);
  }

  /** Number of tokens, the added ones included. */
  get vocabSize(): number {
    const { model, added } = this.#pipeline;
    let size = model.vocabulary.size;
    for (const { content } of added.all) if (model.vocabulary.idOf(content) === undefined) size++;
    return size;
  }

  /** Which kind of model it has: "BPE", "WordPiece", "Unigram" or "WordLevel". */
  get modelType(): string {
    return this.#pipeline.model.type;
  }

  /** Tokens that are found before the model is asked, in the order of the file. */
  get addedTokens(): readonly AddedToken[] {
    return [...this.#pipeline.added.all];
  }

  tokenToId(token: string): number | undefined {
    expectText("PretrainedTokenizer", "token", token);
    const { model, added } = this.#pipeline;
    return added.byContent(token)?.id ?? model.vocabulary.idOf(token);
  }

  idToToken(id: number): string | undefined {
    expectNumeric("PretrainedTokenizer", "id", id);
    const { model, added } = this.#pipeline;
    return added.writtenOf(id) ?? model.vocabulary.tokenOf(id);
  }

  /** The id of the token with a role, such as "eos"; undefined where there is none. */
  specialTokenId(role: SpecialTokenRole): number | undefined {
    expectText("PretrainedTokenizer", "role", role);
    const token = this.config.specialTokens[role];
    return token === undefined ? undefined : this.tokenToId(token);
  }

  /** The ids of a text. */
  encode(text: string, options: EncodeOptions = {}): Int32Array {
    const chosen = encodeOptions.complete(options);
    const ids = chosen.truncation ? undefined : this.#shortWay(text, chosen.addSpecialTokens);
    return ids ?? Int32Array.from(this.encoding(text, options).ids);
  }

  /** All that is known of a text's tokens, or of those of a pair. */
  encoding(input: TextInput | TextPair, options: EncodeOptions = {}): Encoding {
    const { addSpecialTokens, truncation } = encodeOptions.complete(options);
    const pipeline = this.#pipeline;
    const direction = truncation?.direction ?? this.config.truncationSide;
    let texts: readonly Encoding[] = textsOf(input).map((text, i) => {
      const limited = truncation && !(i === 0 && truncation.strategy === "onlySecond");
      const limit = limited ? { tokens: truncation.maxLength, direction } : undefined;
      return encodeText(pipeline, text, i, limit);
    });
    if (truncation) {
      const added = addSpecialTokens ? this.addedPer(texts.length === 2 ? 2 : 1) : 0;
      const maxLength = truncation.maxLength - added;
      if (maxLength < 0 || truncation.maxLength - this.addedPer(1) < truncation.stride)
        throw new TruncationError(
          `truncation to ${truncation.maxLength} tokens with a stride of ${truncation.stride} leaves no room, for ` +
            `${added} tokens are added; expected maxLength from ${added + truncation.stride} up`,
        );
      texts = truncateEncodings(texts, { ...truncation, maxLength, direction });
    }
    const { postProcessor } = pipeline;
    if (!postProcessor)
      return texts.length === 1
        ? texts[0]!
        : joinEncodings(texts.map((text, i) => text.asSequence(i)));
    const sequences = texts.map((text, i) =>
      text.asSequence(i).with({ typeIds: text.typeIds.map(() => i) }),
    );
    return joinEncodings(postProcessor.process(sequences, addSpecialTokens));
  }

  /** The encodings of several texts or pairs, of one length where padding is asked for. */
  encodeBatch(
    inputs: readonly (TextInput | TextPair)[],
    options: BatchOptions = {},
  ): readonly Encoding[] {
    expectList("encodeBatch", "inputs", inputs);
    const { padding, ...rest } = batchOptions.complete(options);
    const encodings = inputs.map((input) => this.encoding(input, rest));
    if (!padding) return encodings;
    const { direction = this.config.paddingSide, length, multipleOf, typeId = 0 } = padding;
    return padEncodings(encodings, {
      ...{ direction, length, multipleOf, typeId },
      ...this.#paddingToken(padding),
    });
  }

  /** How many tokens are added to one text or to a pair. */
  addedPer(texts: 1 | 2): number {
    if (texts !== 1 && texts !== 2)
      throw new RangeError(
        `PretrainedTokenizer: texts is ${describeValue(texts)}, expected 1, or 2 for a pair`,
      );
    return this.#pipeline.postProcessor?.added(texts) ?? 0;
  }

  /**
   * The text of ids. As in Hugging Face's library an id that no token has stands for nothing: models often have more ids
   * than their tokenizers. Throws a RangeError for what is no id at all.
   */
  decode(ids: ArrayLike<number>, options: DecodeOptions = {}): string {
    expectList("PretrainedTokenizer", "ids", ids);
    const { skipSpecialTokens, cleanUpTokenizationSpaces = this.config.cleanUpTokenizationSpaces } =
      decodeOptions.complete(options);
    const { added } = this.#pipeline;
    const tokens: string[] = [];
    for (let i = 0; i < ids.length; i++) {
      if (!Number.isInteger(ids[i]) || ids[i]! < 0)
        throw new RangeError(`decode: ids[${i}] is ${ids[i]}, expected an integer from 0 up`);
      const token = this.idToToken(ids[i]!);
      if (token === undefined) continue;
      if (!(skipSpecialTokens && added.byContent(token)?.special)) tokens.push(token);
    }
    const text = this.joinTokens(tokens);
    return cleanUpTokenizationSpaces ? cleanUpTokenization(text) : text;
  }

  /** The text of tokens as they are written in the vocabulary, such as "ab" and "##c"; what is no token is text. */
  joinTokens(tokens: readonly string[]): string {
    expectList("PretrainedTokenizer", "tokens", tokens);
    const { decoder } = this.#pipeline;
    return decoder ? decoder([...tokens]).join("") : tokens.join(" ");
  }

  /** Gives the text of ids that come one by one, never half a character. Special tokens are left out unless they are asked for. */
  decodeStream(options: DecodeOptions = {}): StreamingDecoder {
    expectObject("decodeStream", "options", options);
    const chosen = decodeOptions.complete({ skipSpecialTokens: true, ...options });
    return new StreamingDecoder((ids) => this.decode(ids, chosen));
  }

  /**
   * A conversation as the text that the model was trained on. The special tokens are variables of the template, as
   * `bos_token`.
   *
   * @throws ChatTemplateError where there is no template, or where it refuses the conversation
   */
  applyChatTemplate(
    messages: readonly ChatMessage[],
    options: TokenizerChatOptions = {},
  ): RenderedChat {
    const { template, variables, ...rest } = chatOptions.complete(options);
    const source = chatTemplateOf(this.config, template, rest.tools !== undefined);
    const tokens = Object.entries(this.config.specialTokens).map(
      ([role, token]) => [`${role}_token`, token] as const,
    );
    return applyChatTemplate(source, messages, {
      ...rest,
      variables: { ...Object.fromEntries(tokens), ...variables },
    });
  }

  /** The tokens of a conversation; the mask is 1 where the assistant speaks, as {% generation %} of the template marks it. */
  encodeChat(messages: readonly ChatMessage[], options: TokenizerChatOptions = {}): EncodedChat {
    const { text, assistantSpans } = this.applyChatTemplate(messages, options);
    const encoding = this.encoding(text, { addSpecialTokens: false });
    const assistantMask = encoding.offsets.map(([start, end]) =>
      Number(assistantSpans.some(([from, to]) => start < to && end > from)),
    );
    return { text, encoding, assistantMask };
  }

  /** The tokenizer.json that it was read from. */
  toJSON(): object {
    return this.#json;
  }

  /** The ids without tokens and offsets, for pipelines that have a shorter way to them. */
  #shortWay(text: string, addSpecialTokens: boolean): Int32Array | undefined {
    if (typeof text !== "string") return undefined;
    this.#idEncoder ??= chooseIdEncoder(this.#json, this.#pipeline) ?? null;
    if (!this.#idEncoder) return undefined;
    const ids = new IdList(text.length >> 1);
    const { before, after } = addSpecialTokens ? this.#around() : nothingAround;
    for (const id of before) ids.push(id);
    let done = 0;
    for (const { start, end, token } of this.#pipeline.added.find(text)) {
      if (!this.#idEncoder(text.slice(done, start), ids)) return undefined;
      if (start < end) ids.push(token.id);
      done = end;
    }
    if (!this.#idEncoder(text.slice(done), ids)) return undefined;
    for (const id of after) ids.push(id);
    return ids.toArray();
  }

  /** The tokens that are added before and behind a text. */
  #around(): IdsAround {
    this.#idsAround ??= idsAround(this.#pipeline);
    return this.#idsAround;
  }

  #paddingToken({ token, id }: TokenPaddingOptions): {
    readonly token: string;
    readonly id: number;
  } {
    const name = token ?? this.config.specialTokens.pad ?? fileToken(this.#json);
    const known = id ?? (name === undefined ? undefined : this.tokenToId(name));
    if (known === undefined)
      throw new RangeError(
        "encodeBatch: the tokenizer has no token for padding, expected padding.id (and padding.token)",
      );
    return { id: known, token: name ?? this.idToToken(known) ?? "" };
  }
}

function textsOf(input: TextInput | TextPair): readonly TextInput[] {
  const isPair = typeof input === "object" && input !== null && !Array.isArray(input);
  const texts = isPair ? Object.values(textPair.complete(input as TextPair)) : [input];
  return texts.map(textInput);
}

function textInput(input: unknown): TextInput {
  if (typeof input === "string") return input;
  const isText = (one: unknown): one is string => typeof one === "string";
  if (Array.isArray(input) && input.every(isText)) return input;
  throw new TypeError(
    `encode: the text is ${describeValue(input)}, expected text, a list of words, or { text, pair }`,
  );
}

interface IdsAround {
  readonly before: readonly number[];
  readonly after: readonly number[];
}

const nothingAround: IdsAround = { before: [], after: [] };

function idsAround({ postProcessor }: Pipeline): IdsAround {
  if (!postProcessor) return nothingAround;
  const text = addedEncoding([-1], [""], 0);
  const { ids } = joinEncodings(postProcessor.process([text], true));
  const at = ids.indexOf(-1);
  return { before: ids.slice(0, at), after: ids.slice(at + 1) };
}

/** The padding token that a tokenizer.json names. */
function fileToken(json: object): string | undefined {
  const { padding }: { padding?: unknown } = json;
  const token: unknown = Object(padding).pad_token;
  return typeof token === "string" ? token : undefined;
}
