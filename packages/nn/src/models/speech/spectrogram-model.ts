import { Module } from "../../module/module.ts";
import type { ParameterOptions } from "../../module/parameter-options.ts";
import { expectObject } from "../../options/expect-argument.ts";
import type { Device } from "../../tensor/device.ts";
import { expectTensor } from "../../tensor/expect-tensor.ts";
import { scope } from "../../tensor/scope.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import type { HostTensor } from "../../weights/host-tensor.ts";
import type { BlockNames } from "../block/block-names.ts";
import { MeanClassifier, type MeanClassifierSizes } from "../heads/mean-classifier.ts";
import { withLoss } from "../heads/with-loss.ts";
import type { Encoder, NamedTensors } from "../roles.ts";
import { SpectrogramEncoder, type SpectrogramOptions } from "./spectrogram-encoder.ts";

/** Classes of sound, out of the encoder of a model that writes down what it hears: Whisper. */
export class SpectrogramClassifier extends Module implements Encoder {
  readonly role = "encoder";
  readonly modelType: string;
  readonly options: SpectrogramOptions;
  readonly backbone: SpectrogramEncoder;
  readonly head: MeanClassifier;

  constructor(
    modelType: string,
    names: BlockNames,
    spectrogram: SpectrogramOptions,
    sizes: MeanClassifierSizes,
    options: ParameterOptions = {},
  ) {
    super();
    this.modelType = modelType;
    this.options = spectrogram;
    const backbone = new SpectrogramEncoder(spectrogram, names, options);
    this.backbone = this.child("encoder", backbone);
    const { weights } = spectrogram.initial;
    this.head = this.child("", new MeanClassifier(sizes, weights, options));
  }

  /** Log-mel features [batch, melBins, frames] -> logits [batch, labels] */
  forward(features: Tensor): Tensor {
    expectTensor(this.path, "input_features", features);
    return scope(() => this.head.forward(this.backbone.layers(features)).logits!);
  }

  /** By Hugging Face's names: { input_features } -> { logits }, and with { labels } their { loss }. */
  forwardNamed(inputs: NamedTensors): NamedTensors {
    expectObject(this.path, "inputs", inputs, "tensors by name");
    const outputs = { logits: this.forward(inputs.input_features!) };
    return withLoss(this, inputs, outputs, this.head.lossOf(outputs));
  }

  get encoderLayers(): Iterable<Module> {
    return this.backbone.blocks;
  }

  get labels(): readonly string[] {
    return this.head.labels;
  }

  get device(): Device {
    return this.backbone.positions.device;
  }

  /** Inputs of `forward` for a trial run. */
  sampleInputs(batch: number): readonly HostTensor[] {
    return [this.backbone.sampleInput(batch)];
  }
}
