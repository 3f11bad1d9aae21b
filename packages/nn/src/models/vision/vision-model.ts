import { Module } from "../../module/module.ts";
import type { ParameterOptions } from "../../module/parameter-options.ts";
import { defineOptions, type Given } from "../../options/define-options.ts";
import { expectObject } from "../../options/expect-argument.ts";
import { flag } from "../../options/fields.ts";
import type { Device } from "../../tensor/device.ts";
import { expectTensor } from "../../tensor/expect-tensor.ts";
import { scope } from "../../tensor/scope.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import type { HostTensor } from "../../weights/host-tensor.ts";
import { type Head, type HeadOutputs, mainOutput } from "../heads/head.ts";
import { statedProblem } from "../heads/label-losses.ts";
import { withLoss } from "../heads/with-loss.ts";
import type { Encoder, NamedTensors } from "../roles.ts";
import { sampleValues } from "../sample-values.ts";
import { VisionEncoder } from "./vision-encoder.ts";
import type { VisionNames, VisionOptions } from "./vision-options.ts";

const forwardOptions = defineOptions("VisionModel: forward", {
  /** Take an image of another size, and find the positions of its patches between those that were learnt. */
  interpolatePositions: flag({ default: false }),
});

/** Options of a vision transformer's forward pass. */
export type VisionForwardOptions = Given<typeof forwardOptions>;

/** How a family calls the two halves of its model. */
export interface VisionModelNames extends VisionNames {
  /** All but the head; "" in a model that is the backbone. */
  readonly backbone: string;
  readonly head: string;
}

/** A vision transformer with a head: ViT, DeiT, the Audio Spectrogram Transformer. */
export class VisionModel extends Module implements Encoder {
  readonly role = "encoder";
  readonly modelType: string;
  readonly options: VisionOptions;
  readonly backbone: VisionEncoder;
  readonly head: Head;

  constructor(
    modelType: string,
    names: VisionModelNames,
    vision: VisionOptions,
    head: (options: ParameterOptions) => Head,
    options: ParameterOptions = {},
  ) {
    super();
    this.modelType = modelType;
    this.options = vision;
    this.backbone = this.child(names.backbone, new VisionEncoder(vision, names, options));
    this.head = this.child(names.head, head(options));
  }

  /** An image [batch, channels, height, width], or a spectrogram [batch, time, frequencies] -> the head's main output. */
  forward(x: Tensor, options: VisionForwardOptions = {}): Tensor {
    const { interpolatePositions } = forwardOptions.complete(options, this);
    return scope(() => mainOutput(this.#outputs(x, interpolatePositions)));
  }

  /** By Hugging Face's names: { pixel_values } or { input_values } -> what the head gives. */
  forwardNamed(inputs: NamedTensors): NamedTensors {
    expectObject(this.path, "inputs", inputs, "tensors by name");
    return scope(() => {
      const outputs = this.#outputs(inputs[this.inputName]);
      return withLoss(this, inputs, outputs, this.head.lossOf(outputs, statedProblem(this)));
    });
  }

  get encoderLayers(): Iterable<Module> {
    return this.backbone.stack.blocks;
  }

  get labels(): readonly string[] | undefined {
    return this.head.labels;
  }

  get device(): Device {
    return this.backbone.embeddings.positions.device;
  }

  /** Inputs of `forward` for a trial run. */
  sampleInputs(batch: number): readonly HostTensor[] {
    return [this.sampleInput(batch)];
  }

  sampleInput(batch: number): HostTensor {
    const { input, channels, imageSize } = this.options;
    const [height, width] = imageSize;
    return sampleValues(
      input === "image" ? [batch, channels, height, width] : [batch, width, height],
    );
  }

  /** Hugging Face's name of what it takes. */
  get inputName(): string {
    return this.options.input === "image" ? "pixel_values" : "input_values";
  }

  #outputs(x: Tensor | undefined, interpolatePositions = false): HeadOutputs {
    expectTensor(this.path, this.inputName, x);
    return this.head.forward({ hidden: this.backbone.forward(x, interpolatePositions) });
  }
}
