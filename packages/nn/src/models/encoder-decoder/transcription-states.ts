import { Module } from "../../module/module.ts";
import type { ParameterOptions } from "../../module/parameter-options.ts";
import { expectObject } from "../../options/expect-argument.ts";
import type { Device } from "../../tensor/device.ts";
import { scope } from "../../tensor/scope.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import type { HostTensor } from "../../weights/host-tensor.ts";
import { type HeadOutputs, mainOutput } from "../heads/head.ts";
import type { Encoder, NamedTensors } from "../roles.ts";
import {
  type Perceiver,
  TranscriptionBackbone,
  type TranscriptionOptions,
} from "./transcription-backbone.ts";

/** The vectors of a text's tokens, of what is seen or heard and the tokens before: Whisper without its head. */
export class TranscriptionStates extends Module implements Encoder {
  readonly role = "encoder";
  readonly modelType: string;
  readonly backbone: TranscriptionBackbone;

  constructor(
    modelType: string,
    encoder: Perceiver,
    given: TranscriptionOptions,
    options: ParameterOptions = {},
  ) {
    super();
    this.modelType = modelType;
    this.backbone = this.child("", new TranscriptionBackbone(encoder, given, options));
  }

  /** What is seen or heard, and int32 ids [batch, tokens] of its text -> [batch, tokens, dModel]. */
  forward(input: Tensor, ...[target]: Tensor[]): Tensor {
    const { inputName } = this.backbone.encoder;
    return mainOutput(this.forwardNamed({ [inputName]: input, decoder_input_ids: target }));
  }

  /** By Hugging Face's names: { input_features, decoder_input_ids } -> { last_hidden_state, encoder_last_hidden_state }. */
  forwardNamed(inputs: NamedTensors): HeadOutputs {
    expectObject(this.path, "inputs", inputs, "tensors by name");
    const { decoder_attention_mask: attentionMask } = inputs;
    return scope(() => {
      const { backbone } = this;
      const seen = backbone.perceive(inputs);
      const x = backbone.decode(backbone.target(inputs), backbone.memory(seen), { attentionMask });
      return {
        last_hidden_state: backbone.decoder.finish(x),
        encoder_last_hidden_state: seen,
      };
    });
  }

  get device(): Device {
    return this.backbone.tokens.device;
  }

  /** Of the decoder, first to last. */
  get encoderLayers(): Iterable<Module> {
    return this.backbone.decoder.blocks;
  }

  /** Inputs of `forward` for a trial run. */
  sampleInputs(batch: number): readonly HostTensor[] {
    return this.backbone.sampleInputs(batch);
  }
}
