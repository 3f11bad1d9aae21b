import { refuseUnknownOptions } from "@qkv/core-wasm/contract";
import { Linear } from "../../layers/linear.ts";
import { withLayout } from "../../module/axes.ts";
import { normalWith } from "../../module/initializers.ts";
import { Module } from "../../module/module.ts";
import type { ModuleList } from "../../module/module-list.ts";
import type { ParameterOptions } from "../../module/parameter-options.ts";
import { filled } from "../../op-definition/constant.ts";
import { add } from "../../ops/add.ts";
import { ne } from "../../ops/compare.ts";
import { crossEntropy } from "../../ops/cross-entropy.ts";
import { reshape } from "../../ops/reshape.ts";
import { scale } from "../../ops/scale.ts";
import { slice } from "../../ops/slice.ts";
import { expectObject } from "../../options/expect-argument.ts";
import type { Device } from "../../tensor/device.ts";
import { expectTensor } from "../../tensor/expect-tensor.ts";
import { scope } from "../../tensor/scope.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import type { HostTensor } from "../../weights/host-tensor.ts";
import { keyMask } from "../block/key-mask.ts";
import type { TransformerBlock } from "../block/transformer-block.ts";
import { EncoderDecoderBackbone } from "../encoder-decoder/encoder-decoder-backbone.ts";
import type {
  EncoderDecoderNames,
  EncoderDecoderOptions,
} from "../encoder-decoder/encoder-decoder-options.ts";
import type {
  ConditionalGenerator,
  DecodeNamedOptions,
  EncoderDecoder,
  Memory,
  NamedTensors,
} from "../roles.ts";
import { sampleIds, usualTokens } from "../sample-ids.ts";

const decodeNames: ReadonlySet<string> = new Set<keyof DecodeNamedOptions>([
  ...(["caches", "lastOnly", "attentionMask"] as const),
]);

/** An encoder-decoder of ids, and a head over the target's vocabulary. */
export class ConditionalGeneration extends Module implements EncoderDecoder, ConditionalGenerator {
  readonly role = "encoder-decoder";
  readonly modelType: string;
  readonly options: EncoderDecoderOptions;
  readonly backbone: EncoderDecoderBackbone;
  readonly head: Linear;
  /** [1, targetVocabSize], added to the logits; it does not learn. */
  readonly logitsBias: Tensor | undefined;

  constructor(
    modelType: string,
    names: EncoderDecoderNames,
    model: EncoderDecoderOptions,
    options: ParameterOptions = {},
  ) {
    super();
    const { targetVocabSize, tieHead } = model;
    this.modelType = modelType;
    this.options = model;
    const backbone = new EncoderDecoderBackbone(model, names, options);
    this.backbone = this.child(names.backbone, backbone);
    const { weight } = backbone.targetTokens;
    this.head = this.child(
      names.head,
      new Linear(model.decoder.dModel, targetVocabSize, {
        ...options,
        ...(tieHead ? { weight } : { weightInit: normalWith(model.embeddingDeviation) }),
        bias: false,
        axis: "vocab",
      }),
    );
    if (model.logitsBias)
      this.logitsBias = this.buffer(
        names.logitsBias,
        filled(this.head.device, [1, targetVocabSize], 0),
      );
  }

  /** int32 ids: source [N, M], target [N, Mt] -> logits [N, Mt, targetVocabSize]. Padding of the source is hidden. */
  forward(source: Tensor, target: Tensor): Tensor {
    return scope(() => this.decode(target, this.encode(source), source));
  }

  /** By Hugging Face's names: { input_ids, attention_mask, decoder_input_ids, labels } -> { logits, loss, ... }. */
  forwardNamed(inputs: NamedTensors): NamedTensors {
    expectObject(this.path, "inputs", inputs, "tensors by name");
    const { labels, decoder_attention_mask: attentionMask } = inputs;
    return scope(() => {
      const memory = this.encodeNamed(inputs);
      const logits = this.decodeNamed(this.backbone.target(inputs), memory, { attentionMask });
      return {
        logits,
        loss: labels && crossEntropy(logits, labels),
        encoder_last_hidden_state: memory.states,
      };
    });
  }

  /** { input_ids, attention_mask } -> memory. Every source is looked at without a mask. */
  encodeNamed(inputs: NamedTensors): Memory {
    return this.backbone.encode(inputs);
  }

  /** int32 [N, Mt] on the memory of a source -> logits [N, Mt, targetVocabSize]. */
  decodeNamed(ids: Tensor, memory: Memory, options: DecodeNamedOptions = {}): Tensor {
    refuseUnknownOptions(this.path, options, decodeNames);
    return scope(() => {
      const x = this.backbone.decode(ids, memory, options); // [batch, tokens, dModel]
      return this.unembed(options.lastOnly ? slice(x, 1, x.shape[1]! - 1) : x);
    });
  }

  encode(source: Tensor): Tensor {
    expectTensor(this.path, "source", source);
    return scope(
      () => this.encodeNamed({ input_ids: source, attention_mask: this.#shown(source) }).states,
    );
  }

  decode(target: Tensor, memory: Tensor, source: Tensor): Tensor {
    return scope(() => {
      const mask = keyMask(this.path, this.#shown(source), source.shape);
      return this.decodeNamed(target, { states: memory, mask });
    });
  }

  newCaches(batch: number, capacity = this.backbone.decoder.contextLength) {
    const { decoder } = this.backbone;
    return decoder.newCaches(batch, Math.min(capacity, decoder.contextLength));
  }

  /** The decoder's final norm and the head: [batch, tokens, dModel] -> logits. */
  unembed(x: Tensor): Tensor {
    const { headScale = 1 } = this.options;
    return withLayout({ tokens: "Mt" }, () => {
      const finished = this.backbone.decoder.finish(x);
      const logits = this.head.forward(headScale === 1 ? finished : scale(finished, headScale));
      const biased = this.logitsBias ? add(logits, reshape(this.logitsBias, [-1])) : logits;
      return this.see("logits", biased, ["N", "T", "vocab"]);
    });
  }

  get sourceVocabSize(): number {
    return this.options.sourceVocabSize;
  }

  get targetVocabSize(): number {
    return this.options.targetVocabSize;
  }

  /** -1, which is no id, where config.json names none. */
  get paddingIdx(): number {
    return this.options.ids.padding ?? -1;
  }

  get contextLength(): number {
    const { encoder, decoder } = this.backbone;
    return Math.min(encoder.contextLength, decoder.contextLength);
  }

  get targetStart(): number | "last" | undefined {
    return this.options.ids.start;
  }

  get device(): Device {
    return this.head.device;
  }

  get encoderLayers(): ModuleList<TransformerBlock> {
    return this.backbone.encoder.blocks;
  }

  get decoderLayers(): ModuleList<TransformerBlock> {
    return this.backbone.decoder.blocks;
  }

  /** Inputs of `forward` for a trial run: source and target [batch, 32]. */
  sampleInputs(batch: number): readonly HostTensor[] {
    const { encoder, decoder } = this.backbone;
    return [
      sampleIds(batch, Math.min(usualTokens, encoder.contextLength), this.sourceVocabSize),
      sampleIds(batch, Math.min(usualTokens, decoder.contextLength), this.targetVocabSize),
    ];
  }

  #shown(source: Tensor): Tensor {
    return ne(source, this.paddingIdx);
  }
}
