import { Module } from "../../module/module.ts";
import type { ParameterOptions } from "../../module/parameter-options.ts";
import { expectObject } from "../../options/expect-argument.ts";
import type { Device } from "../../tensor/device.ts";
import { expectTensor } from "../../tensor/expect-tensor.ts";
import { scope } from "../../tensor/scope.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import type { HostTensor } from "../../weights/host-tensor.ts";
import { Head, type HeadOutputs, mainOutput } from "../heads/head.ts";
import { withLoss } from "../heads/with-loss.ts";
import type { Encoder, NamedTensors } from "../roles.ts";
import { sampleValues } from "../sample-values.ts";
import { SpeechEncoder, type SpeechStates } from "./speech-encoder.ts";
import type { SpeechNames, SpeechOptions } from "./speech-options.ts";

/** The states as they are. */
export class SpeechStatesHead extends Head<SpeechStates> {
  forward({ hidden, features }: SpeechStates): HeadOutputs {
    return { last_hidden_state: hidden, extract_features: features };
  }
}

/** A speech encoder with a head: wav2vec 2.0. */
export class SpeechModel extends Module implements Encoder {
  readonly role = "encoder";
  readonly modelType: string;
  readonly options: SpeechOptions;
  readonly backbone: SpeechEncoder;
  readonly head: Head<SpeechStates>;

  constructor(
    modelType: string,
    names: SpeechNames,
    speech: SpeechOptions,
    head: (options: ParameterOptions) => Head<SpeechStates>,
    options: ParameterOptions = {},
  ) {
    super();
    this.modelType = modelType;
    this.options = speech;
    this.backbone = this.child(names.backbone, new SpeechEncoder(speech, names, options));
    this.head = this.child(names.backbone === "" ? "head" : "", head(options));
  }

  /** Sound [batch, samples], and an int32 mask of the same shape, 0 of padding -> the head's main output. */
  forward(sound: Tensor, attentionMask?: Tensor): Tensor {
    return scope(() => mainOutput(this.#outputs(sound, attentionMask)));
  }

  /** By Hugging Face's names: { input_values, attention_mask } -> what the head gives. */
  forwardNamed(inputs: NamedTensors): NamedTensors {
    expectObject(this.path, "inputs", inputs, "tensors by name");
    const { input_values: sound, attention_mask: mask } = inputs;
    expectTensor(this.path, "input_values", sound);
    return scope(() => {
      const states = this.backbone.forward(sound, mask);
      const outputs = this.head.forward(states);
      return withLoss(this, inputs, outputs, this.head.lossOf(outputs, undefined, states));
    });
  }

  get encoderLayers(): Iterable<Module> {
    return this.backbone.blocks;
  }

  get labels(): readonly string[] | undefined {
    return this.head.labels;
  }

  get device(): Device {
    return this.backbone.positions.bias.device;
  }

  /** Inputs of `forward` for a trial run: a hundredth of a second and more. */
  sampleInputs(batch: number): readonly HostTensor[] {
    return [sampleValues([batch, 4 * this.backbone.extractor.leastSamples])];
  }

  #outputs(sound: Tensor | undefined, attentionMask: Tensor | undefined): HeadOutputs {
    expectTensor(this.path, "input_values", sound);
    return this.head.forward(this.backbone.forward(sound, attentionMask));
  }
}
