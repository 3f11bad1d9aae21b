import { refuseUnknownOptions } from "@qkv/core-wasm/contract";
import { Linear } from "../../layers/linear.ts";
import { withLayout } from "../../module/axes.ts";
import { normalWith } from "../../module/initializers.ts";
import { Module } from "../../module/module.ts";
import type { ModuleList } from "../../module/module-list.ts";
import type { ParameterOptions } from "../../module/parameter-options.ts";
import { crossEntropy } from "../../ops/cross-entropy.ts";
import { reshape } from "../../ops/reshape.ts";
import { slice } from "../../ops/slice.ts";
import { expectObject } from "../../options/expect-argument.ts";
import type { Device } from "../../tensor/device.ts";
import { scope } from "../../tensor/scope.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import type { HostTensor } from "../../weights/host-tensor.ts";
import type { TransformerBlock } from "../block/transformer-block.ts";
import {
  type Perceiver,
  TranscriptionBackbone,
  type TranscriptionOptions,
} from "../encoder-decoder/transcription-backbone.ts";
import type { DecodeNamedOptions, Memory, NamedTensors, Transcriber } from "../roles.ts";

const decodeNames: ReadonlySet<string> = new Set<keyof DecodeNamedOptions>([
  ...(["caches", "lastOnly", "attentionMask"] as const),
]);

/** The head over the vocabulary. */
export interface TranscriptionHead {
  readonly headName: string;
  /** It is the decoder's table of tokens, or a matrix of its own. */
  readonly tieHead: boolean;
}

/** Text out of what is seen or heard: an encoder of any kind, and a decoder of tokens that attends to what it gives. */
export class Transcription extends Module implements Transcriber {
  readonly role = "transcriber";
  readonly modelType: string;
  readonly backbone: TranscriptionBackbone;
  readonly head: Linear;

  constructor(
    modelType: string,
    encoder: Perceiver,
    { headName, tieHead, ...given }: TranscriptionOptions & TranscriptionHead,
    options: ParameterOptions = {},
  ) {
    super();
    const { decoder, vocabSize } = given;
    this.modelType = modelType;
    this.backbone = this.child("", new TranscriptionBackbone(encoder, given, options));
    const { weight } = this.backbone.tokens;
    this.head = this.child(
      headName,
      new Linear(decoder.dModel, vocabSize, {
        ...options,
        ...(tieHead ? { weight } : { weightInit: normalWith(decoder.initial.weights) }),
        ...{ bias: false, axis: "vocab" },
      }),
    );
  }

  /** What is seen or heard, and int32 ids [batch, tokens] of its text -> logits [batch, tokens, vocabSize]. */
  forward(input: Tensor, target: Tensor): Tensor {
    return scope(() =>
      this.decodeNamed(target, this.encodeNamed({ [this.backbone.encoder.inputName]: input })),
    );
  }

  /** By Hugging Face's names: { pixel_values, decoder_input_ids, labels } -> { logits, loss, encoder_last_hidden_state }. */
  forwardNamed(inputs: NamedTensors): NamedTensors {
    expectObject(this.path, "inputs", inputs, "tensors by name");
    const { labels, decoder_attention_mask: attentionMask } = inputs;
    return scope(() => {
      const { backbone } = this;
      const seen = backbone.perceive(inputs);
      const target = backbone.target(inputs);
      const logits = this.decodeNamed(target!, backbone.memory(seen), { attentionMask });
      return {
        logits,
        loss: labels && reshape(crossEntropy(logits, labels), [1]),
        encoder_last_hidden_state: seen,
      };
    });
  }

  /** { pixel_values } or { input_features } -> memory */
  encodeNamed(inputs: NamedTensors): Memory {
    return scope(() => this.backbone.memory(this.backbone.perceive(inputs)));
  }

  /** int32 ids [batch, tokens] -> logits [batch, tokens, vocabSize] */
  decodeNamed(ids: Tensor, memory: Memory, options: DecodeNamedOptions = {}): Tensor {
    refuseUnknownOptions(this.path, options, decodeNames);
    return scope(() => {
      const x = this.backbone.decode(ids, memory, options); // [batch, tokens, dModel]
      return this.unembed(options.lastOnly ? slice(x, 1, x.shape[1]! - 1) : x);
    });
  }

  newCaches(batch: number, capacity = this.backbone.decoder.contextLength) {
    const { decoder } = this.backbone;
    return decoder.newCaches(batch, Math.min(capacity, decoder.contextLength));
  }

  /** The decoder's final norm and the head: [batch, tokens, dModel] -> logits. */
  unembed(x: Tensor): Tensor {
    return withLayout({ tokens: "Mt" }, () => {
      const finished = this.backbone.decoder.finish(x);
      return this.see("logits", this.head.forward(finished), ["N", "T", "vocab"]);
    });
  }

  get targetVocabSize(): number {
    return this.backbone.options.vocabSize;
  }

  get device(): Device {
    return this.head.device;
  }

  get decoderLayers(): ModuleList<TransformerBlock> {
    return this.backbone.decoder.blocks;
  }

  /** Inputs of `forward` for a trial run. */
  sampleInputs(batch: number): readonly HostTensor[] {
    return this.backbone.sampleInputs(batch);
  }
}
