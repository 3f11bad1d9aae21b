import { Module } from "../../module/module.ts";
import type { ParameterOptions } from "../../module/parameter-options.ts";
import { eq } from "../../ops/compare.ts";
import { expectObject } from "../../options/expect-argument.ts";
import type { Device } from "../../tensor/device.ts";
import { expectTensor } from "../../tensor/expect-tensor.ts";
import { scope } from "../../tensor/scope.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import type { HostTensor } from "../../weights/host-tensor.ts";
import { type Head, type HeadOutputs, mainOutput } from "../heads/head.ts";
import { statedProblem } from "../heads/label-losses.ts";
import { withLoss } from "../heads/with-loss.ts";
import type { Encoder, NamedTensors } from "../roles.ts";
import { sampleIds, usualTokens } from "../sample-ids.ts";
import { EncoderDecoderBackbone } from "./encoder-decoder-backbone.ts";
import type { EncoderDecoderNames, EncoderDecoderOptions } from "./encoder-decoder-options.ts";

/** A head on what the decoder gives, where the target is the source again. */
export interface ScoresHead {
  readonly name: string;
  readonly head: Head;
  /** The id that ends a text: the head takes the last of them for the whole. */
  readonly end?: number | undefined;
}

/** An encoder-decoder that gives the vectors of a target, or scores of a text that both its sides read. */
export class EncoderDecoderScores extends Module implements Encoder {
  readonly role = "encoder";
  readonly modelType: string;
  readonly options: EncoderDecoderOptions;
  readonly backbone: EncoderDecoderBackbone;
  readonly head: Head | undefined;
  readonly #end: number | undefined;

  constructor(
    modelType: string,
    names: EncoderDecoderNames,
    model: EncoderDecoderOptions,
    given: ScoresHead | undefined,
    options: ParameterOptions = {},
  ) {
    super();
    this.modelType = modelType;
    this.options = model;
    this.backbone = this.child(names.backbone, new EncoderDecoderBackbone(model, names, options));
    this.head = given && this.child(given.name, given.head);
    this.#end = given?.end;
  }

  /** int32 ids [batch, tokens], which the decoder reads too, shifted where the family does so -> the main output. */
  forward(ids: Tensor): Tensor {
    expectTensor(this.path, "ids", ids);
    return scope(() => {
      const decoder_input_ids = this.options.ids.fromSource ? undefined : ids;
      return mainOutput(this.forwardNamed({ input_ids: ids, decoder_input_ids }));
    });
  }

  /** { input_ids, attention_mask, decoder_input_ids } -> the head's outputs or last_hidden_state, encoder_last_hidden_state. */
  forwardNamed(inputs: NamedTensors): HeadOutputs {
    expectObject(this.path, "inputs", inputs, "tensors by name");
    const { input_ids: ids, decoder_attention_mask: attentionMask } = inputs;
    expectTensor(this.path, "input_ids", ids);
    return scope(() => {
      const { backbone } = this;
      const memory = backbone.encode(inputs);
      const { labels: _, ...read } = inputs; // of the scores, not of the target
      const x = backbone.decode(backbone.target(read), memory, { attentionMask });
      const hidden = backbone.decoder.finish(x); // [batch, tokens, dModel]
      const ends = this.#end === undefined ? undefined : eq(ids, this.#end);
      const scores = this.head?.forward({ hidden, attentionMask: ends });
      const outputs = scores ?? { last_hidden_state: hidden };
      const named = { ...outputs, encoder_last_hidden_state: memory.states };
      return withLoss(this, inputs, named, this.head?.lossOf(outputs, statedProblem(this)));
    });
  }

  get labels(): readonly string[] | undefined {
    return this.head?.labels;
  }

  get device(): Device {
    return this.backbone.sourceTokens.device;
  }

  /** Of both sides, first to last. */
  get encoderLayers(): Iterable<Module> {
    return [...this.backbone.encoder.blocks, ...this.backbone.decoder.blocks];
  }

  get vocabSize(): number {
    return this.options.sourceVocabSize;
  }

  get contextLength(): number {
    const { encoder, decoder } = this.backbone;
    return Math.min(encoder.contextLength, decoder.contextLength);
  }

  /** Inputs of `forward` for a trial run: ids [batch, 32], each ended. */
  sampleInputs(batch: number): readonly HostTensor[] {
    const tokens = Math.min(usualTokens, this.contextLength);
    const { values, ...ids } = sampleIds(batch, tokens, this.vocabSize);
    const end = this.#end;
    if (end === undefined) return [{ ...ids, values }];
    const ended = Int32Array.from(values, (id, i) => ((i + 1) % tokens === 0 ? end : id));
    return [{ ...ids, values: ended }];
  }
}
