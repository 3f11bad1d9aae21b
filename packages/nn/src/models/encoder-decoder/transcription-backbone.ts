import { Embedding } from "../../layers/embedding.ts";
import { Linear } from "../../layers/linear.ts";
import { withLayout } from "../../module/axes.ts";
import { normalWith } from "../../module/initializers.ts";
import { Module } from "../../module/module.ts";
import type { ParameterOptions } from "../../module/parameter-options.ts";
import { expectTensor } from "../../tensor/expect-tensor.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import type { HostTensor } from "../../weights/host-tensor.ts";
import { keyMask } from "../block/key-mask.ts";
import type { DecodeNamedOptions, Memory, NamedTensors } from "../roles.ts";
import { sampleIds, usualTokens } from "../sample-ids.ts";
import type { TargetIds } from "./encoder-decoder-options.ts";
import { shiftRight } from "./shift-right.ts";
import type { TokenStackNames, TokenStackOptions } from "./stack-options.ts";
import { TokenStack } from "./token-stack.ts";

/** An encoder of what is no text. */
export interface Perceiver extends Module {
  /** Hugging Face's name of what it takes: "pixel_values". */
  readonly inputName: string;
  /** -> [batch, sources, width] */
  forward(input: Tensor): Tensor;
  /** An input for a trial run. */
  sampleInput(batch: number): HostTensor;
}

/** What such a model is made of, and what its parts are called in the state dict. */
export interface TranscriptionOptions {
  readonly encoderName: string;
  /** Width of what the encoder gives. */
  readonly encoderWidth: number;
  readonly decoderName: string;
  readonly decoder: TokenStackOptions;
  readonly decoderNames: TokenStackNames;
  readonly vocabSize: number;
  /** Of a projection of the encoder's width to the decoder's, where these differ. */
  readonly projectionName?: string | undefined;
  readonly ids: TargetIds;
}

/** An encoder of what is seen or heard, and a decoder of tokens that attends to what it gives, without a head. */
export class TranscriptionBackbone extends Module {
  readonly options: TranscriptionOptions;
  readonly encoder: Perceiver;
  /** encoderWidth -> dModel */
  readonly projection: Linear | undefined;
  readonly tokens: Embedding;
  readonly decoder: TokenStack;

  constructor(encoder: Perceiver, given: TranscriptionOptions, options: ParameterOptions) {
    super();
    const { decoder, decoderName, decoderNames: names, encoderWidth, vocabSize } = given;
    const { dModel } = decoder;
    const weightInit = normalWith(decoder.initial.weights);
    this.options = given;
    this.encoder = this.child(given.encoderName, encoder);
    if (given.projectionName !== undefined)
      this.projection = this.child(
        given.projectionName,
        new Linear(encoderWidth, dModel, { ...options, weightInit, axis: "E" }),
      );
    this.tokens = this.child(
      `${decoderName}.${names.tokens}`,
      new Embedding(vocabSize, dModel, { ...options, weightInit }),
    );
    const memoryWidth = this.projection ? dModel : encoderWidth;
    const parts = { tokens: this.tokens, memoryWidth };
    this.decoder = this.child(decoderName, new TokenStack(decoder, names, parts, options));
  }

  /** { pixel_values } or { input_features } -> [batch, sources, encoderWidth] */
  perceive(inputs: NamedTensors): Tensor {
    const { inputName } = this.encoder;
    const { [inputName]: input } = inputs;
    expectTensor(this.path, inputName, input);
    return this.encoder.forward(input);
  }

  /** What the decoder attends to of what the encoder gave. */
  memory(seen: Tensor): Memory {
    return { states: this.projection ? this.projection.forward(seen) : seen };
  }

  /** What the decoder reads: { decoder_input_ids }, or what is made of { labels }. */
  target({ decoder_input_ids: given, labels }: NamedTensors): Tensor | undefined {
    return given ?? (labels && shiftRight(labels, this.options.ids));
  }

  /** int32 ids [batch, tokens] -> [batch, tokens, dModel], not yet normalised */
  decode(ids: Tensor | undefined, memory: Memory, options: DecodeNamedOptions = {}): Tensor {
    expectTensor(this.path, "decoder_input_ids", ids);
    if (ids.shape.length !== 2 || ids.dtype !== "int32" || ids.shape[1] === 0)
      this.refuse("decoder_input_ids", ids, "int32 [batch, tokens]");
    const { caches, attentionMask } = options;
    const [batch, tokens] = ids.shape as [number, number];
    const mask = keyMask(this.path, attentionMask, [batch, (caches?.length ?? 0) + tokens]);
    const context = { caches, mask, memory: memory.states, memoryMask: memory.mask };
    return withLayout({ tokens: "Mt" }, () => this.decoder.forward(ids, context));
  }

  /** What is seen or heard, and ids, for a trial run. */
  sampleInputs(batch: number): readonly HostTensor[] {
    const tokens = Math.min(usualTokens, this.decoder.contextLength);
    return [this.encoder.sampleInput(batch), sampleIds(batch, tokens, this.options.vocabSize)];
  }
}
