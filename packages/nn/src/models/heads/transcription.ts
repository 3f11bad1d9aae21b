import { refuseUnknownOptions } from "@qkv/core-wasm/contract";
import { Embedding } from "../../layers/embedding.ts";
import { Linear } from "../../layers/linear.ts";
import { normalWith } from "../../module/initializers.ts";
import { Module } from "../../module/module.ts";
import type { ModuleList } from "../../module/module-list.ts";
import type { ParameterOptions } from "../../module/parameter-options.ts";
import { crossEntropy } from "../../ops/cross-entropy.ts";
import { reshape } from "../../ops/reshape.ts";
import { slice } from "../../ops/slice.ts";
import { expectObject } from "../../options/expect-argument.ts";
import type { Device } from "../../tensor/device.ts";
import { expectTensor } from "../../tensor/expect-tensor.ts";
import { scope } from "../../tensor/scope.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import type { HostTensor } from "../../weights/host-tensor.ts";
import { keyMask } from "../block/key-mask.ts";
import type { TransformerBlock } from "../block/transformer-block.ts";
import type { TargetIds } from "../encoder-decoder/encoder-decoder-options.ts";
import { shiftRight } from "../encoder-decoder/shift-right.ts";
import type { TokenStackNames, TokenStackOptions } from "../encoder-decoder/stack-options.ts";
import { TokenStack } from "../encoder-decoder/token-stack.ts";
import type { DecodeNamedOptions, Memory, NamedTensors, Transcriber } from "../roles.ts";
import { sampleIds } from "../sample-ids.ts";

const decodeNames: ReadonlySet<string> = new Set<keyof DecodeNamedOptions>([
  ...(["caches", "lastOnly", "attentionMask"] as const),
]);

/** Tokens of a trial run, where the positions do not end sooner. */
const usualTokens = 32;

/** An encoder of what is no text. */
export interface Perceiver extends Module {
  /** Hugging Face's name of what it takes: "pixel_values". */
  readonly inputName: string;
  /** -> [batch, sources, width] */
  forward(input: Tensor): Tensor;
  /** An input for a trial run. */
  sampleInput(batch: number): HostTensor;
}

/** What a transcriber is made of, and what its parts are called in the state dict. */
export interface TranscriptionOptions {
  readonly encoderName: string;
  /** Width of what the encoder gives. */
  readonly encoderWidth: number;
  readonly decoderName: string;
  readonly decoder: TokenStackOptions;
  readonly decoderNames: TokenStackNames;
  readonly vocabSize: number;
  readonly headName: string;
  /** The head is the decoder's table of tokens, or a matrix of its own. */
  readonly tieHead: boolean;
  /** Of a projection of the encoder's width to the decoder's, where these differ. */
  readonly projectionName?: string | undefined;
  readonly ids: TargetIds;
}

/** Text out of what is seen or heard: an encoder of any kind, and a decoder of tokens that attends to what it gives. */
export class Transcription extends Module implements Transcriber {
  readonly role = "transcriber";
  readonly modelType: string;
  readonly options: TranscriptionOptions;
  readonly encoder: Perceiver;
  /** encoderWidth -> dModel */
  readonly projection: Linear | undefined;
  readonly tokens: Embedding;
  readonly decoder: TokenStack;
  readonly head: Linear;

  constructor(
    modelType: string,
    encoder: Perceiver,
    given: TranscriptionOptions,
    options: ParameterOptions = {},
  ) {
    super();
    const { decoder, decoderName, decoderNames: names, encoderWidth, vocabSize } = given;
    const { dModel } = decoder;
    const weightInit = normalWith(decoder.initial.weights);
    this.modelType = modelType;
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
    const { weight } = this.tokens;
    this.head = this.child(
      given.headName,
      new Linear(dModel, vocabSize, {
        ...options,
        ...(given.tieHead ? { weight } : { weightInit }),
        ...{ bias: false, axis: "vocab" },
      }),
    );
  }

  /** What is seen or heard, and int32 ids [batch, tokens] of its text -> logits [batch, tokens, vocabSize]. */
  forward(input: Tensor, target: Tensor): Tensor {
    return scope(() =>
      this.decodeNamed(target, this.encodeNamed({ [this.encoder.inputName]: input })),
    );
  }

  /** By Hugging Face's names: { pixel_values, decoder_input_ids, labels } -> { logits, loss, encoder_last_hidden_state }. */
  forwardNamed(inputs: NamedTensors): NamedTensors {
    expectObject(this.path, "inputs", inputs, "tensors by name");
    const { labels, decoder_input_ids: given, decoder_attention_mask: attentionMask } = inputs;
    return scope(() => {
      const seen = this.#perceived(inputs);
      const target = given ?? (labels && shiftRight(labels, this.options.ids));
      const logits = this.decodeNamed(target!, this.#memory(seen), { attentionMask });
      return {
        logits,
        loss: labels && reshape(crossEntropy(logits, labels), [1]),
        encoder_last_hidden_state: seen,
      };
    });
  }

  /** { pixel_values } or { input_features } -> memory */
  encodeNamed(inputs: NamedTensors): Memory {
    return scope(() => this.#memory(this.#perceived(inputs)));
  }

  /** int32 ids [batch, tokens] -> logits [batch, tokens, vocabSize] */
  decodeNamed(ids: Tensor, memory: Memory, options: DecodeNamedOptions = {}): Tensor {
    expectTensor(this.path, "decoder_input_ids", ids);
    if (ids.shape.length !== 2 || ids.dtype !== "int32" || ids.shape[1] === 0)
      this.refuse("decoder_input_ids", ids, "int32 [batch, tokens]");
    refuseUnknownOptions(this.path, options, decodeNames);
    const { caches, lastOnly = false, attentionMask } = options;
    return scope(() => {
      const [batch, tokens] = ids.shape as [number, number];
      const mask = keyMask(this.path, attentionMask, [batch, (caches?.length ?? 0) + tokens]);
      const context = { caches, mask, memory: memory.states, memoryMask: memory.mask };
      const x = this.decoder.forward(ids, context); // [batch, tokens, dModel]
      return this.unembed(lastOnly ? slice(x, 1, tokens - 1) : x);
    });
  }

  newCaches(batch: number, capacity = this.decoder.contextLength) {
    return this.decoder.newCaches(batch, Math.min(capacity, this.decoder.contextLength));
  }

  /** The decoder's final norm and the head: [batch, tokens, dModel] -> logits. */
  unembed(x: Tensor): Tensor {
    return this.see("logits", this.head.forward(this.decoder.finish(x)), ["N", "T", "vocab"]);
  }

  get targetVocabSize(): number {
    return this.options.vocabSize;
  }

  get device(): Device {
    return this.head.device;
  }

  get decoderLayers(): ModuleList<TransformerBlock> {
    return this.decoder.blocks;
  }

  /** Inputs of `forward` for a trial run. */
  sampleInputs(batch: number): readonly HostTensor[] {
    const tokens = Math.min(usualTokens, this.decoder.contextLength);
    return [this.encoder.sampleInput(batch), sampleIds(batch, tokens, this.targetVocabSize)];
  }

  #perceived(inputs: NamedTensors): Tensor {
    const { inputName } = this.encoder;
    const { [inputName]: input } = inputs;
    expectTensor(this.path, inputName, input);
    return this.encoder.forward(input);
  }

  #memory(seen: Tensor): Memory {
    return { states: this.projection ? this.projection.forward(seen) : seen };
  }
}
