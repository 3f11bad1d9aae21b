import { formatShape, ShapeError } from "@qkv/core-wasm/contract";
import { Embedding } from "../../layers/embedding.ts";
import { withLayout } from "../../module/axes.ts";
import { normalWith } from "../../module/initializers.ts";
import { Module } from "../../module/module.ts";
import type { ParameterOptions } from "../../module/parameter-options.ts";
import { expectTensor } from "../../tensor/expect-tensor.ts";
import { scope } from "../../tensor/scope.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { keyMask } from "../block/key-mask.ts";
import type { DecodeNamedOptions, Memory, NamedTensors } from "../roles.ts";
import type { EncoderDecoderNames, EncoderDecoderOptions } from "./encoder-decoder-options.ts";
import { shiftRight } from "./shift-right.ts";
import { TokenStack } from "./token-stack.ts";

/** Encoder and decoder over tables of tokens, without a head. */
export class EncoderDecoderBackbone extends Module {
  readonly encoder: TokenStack;
  readonly decoder: TokenStack;
  readonly sourceTokens: Embedding;
  readonly targetTokens: Embedding;
  readonly options: EncoderDecoderOptions;

  constructor(model: EncoderDecoderOptions, names: EncoderDecoderNames, options: ParameterOptions) {
    super();
    const { encoder, decoder, tables, sourceVocabSize, targetVocabSize } = model;
    this.options = model;
    const table = (rows: number) => tokenTable(rows, model, options);
    const own = (side: "encoder" | "decoder", rows: number) =>
      this.child(`${names[side]}.${names[`${side}Parts`].tokens}`, table(rows));
    const shared = tables.shared ? this.child(names.shared, table(sourceVocabSize)) : undefined;
    this.sourceTokens = tables.encoder || !shared ? own("encoder", sourceVocabSize) : shared;
    this.targetTokens = tables.decoder || !shared ? own("decoder", targetVocabSize) : shared;
    this.encoder = this.child(
      names.encoder,
      new TokenStack(encoder, names.encoderParts, { tokens: this.sourceTokens }, options),
    );
    const parts = { tokens: this.targetTokens, memoryWidth: encoder.dModel };
    this.decoder = this.child(
      names.decoder,
      new TokenStack(decoder, names.decoderParts, parts, options),
    );
  }

  /** { input_ids, attention_mask } -> memory. Every source is looked at without a mask. */
  encode(inputs: NamedTensors): Memory {
    return encodedBy(this.encoder, inputs);
  }

  /** int32 [batch, tokens] -> [batch, tokens, dModel], not yet normalised. */
  decode(ids: Tensor, memory: Memory, { caches, attentionMask }: DecodeNamedOptions = {}): Tensor {
    expectIds(this.decoder, "decoder_input_ids", ids);
    const [batch, tokens] = ids.shape as [number, number];
    const mask = keyMask(this.decoder.path, attentionMask, [batch, (caches?.length ?? 0) + tokens]);
    const context = { caches, mask, memory: memory.states, memoryMask: memory.mask };
    return withLayout({ tokens: "Mt" }, () => this.decoder.forward(ids, context));
  }

  /** What the decoder reads: { decoder_input_ids }, or what is made of { labels }, or of the source by some families. */
  target({ input_ids, decoder_input_ids: given, labels }: NamedTensors): Tensor {
    const { ids } = this.options;
    if (given) return given;
    if (labels) return shiftRight(labels, ids);
    if (ids.fromSource && input_ids) return shiftRight(input_ids, ids);
    throw new TypeError(
      `${this.path}: decoder_input_ids are missing, expected them, or labels that they are made of`,
    );
  }
}

/** A table of tokens, its padding's row without a gradient. */
export const tokenTable = (
  rows: number,
  { encoder, embeddingDeviation, paddingRow }: EncoderDecoderOptions,
  options: ParameterOptions,
): Embedding =>
  new Embedding(rows, encoder.dModel, {
    ...options,
    weightInit: normalWith(embeddingDeviation),
    ...(paddingRow === undefined ? {} : { paddingIdx: paddingRow }),
  });

/** What an encoder makes of { input_ids, attention_mask }. */
export function encodedBy(
  encoder: TokenStack,
  { input_ids: ids, attention_mask: attentionMask }: NamedTensors,
): Memory {
  expectIds(encoder, "input_ids", ids);
  return scope(() => {
    const mask = keyMask(encoder.path, attentionMask, ids.shape);
    return { states: encoder.finish(encoder.forward(ids, { mask })), mask };
  });
}

function expectIds(
  { path }: TokenStack,
  name: string,
  ids: Tensor | undefined,
): asserts ids is Tensor {
  expectTensor(path, name, ids);
  if (ids.shape.length === 2 && ids.dtype === "int32" && ids.shape[1]! > 0) return;
  throw new ShapeError(
    `${path}: ${name} are ${ids.dtype} ${formatShape(ids.shape)}, expected int32 [batch, tokens]`,
  );
}
