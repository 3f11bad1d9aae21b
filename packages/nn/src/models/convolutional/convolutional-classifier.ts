import { Dropout } from "../../layers/dropout.ts";
import { Linear } from "../../layers/linear.ts";
import { Module } from "../../module/module.ts";
import { ModuleList } from "../../module/module-list.ts";
import type { ParameterOptions } from "../../module/parameter-options.ts";
import { relu } from "../../ops/relu.ts";
import { reshape } from "../../ops/reshape.ts";
import { expectObject } from "../../options/expect-argument.ts";
import type { Device } from "../../tensor/device.ts";
import { expectTensor } from "../../tensor/expect-tensor.ts";
import { scope } from "../../tensor/scope.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import type { HostTensor } from "../../weights/host-tensor.ts";
import { sequenceLoss, statedProblem } from "../heads/label-losses.ts";
import { withLoss } from "../heads/with-loss.ts";
import type { Encoder, NamedTensors } from "../roles.ts";
import { sampleValues } from "../sample-values.ts";
import { type ConvolutionalOptions, sidesBehind } from "./convolutional-options.ts";
import { ConvolutionalStage } from "./convolutional-stage.ts";

/** What a picture shows, by kernels that slide over it: LeCun et al. 1998, with the norms of Ioffe and Szegedy, arXiv:1502.03167. */
export class ConvolutionalClassifier extends Module implements Encoder {
  readonly role = "encoder";
  readonly modelType: string;
  readonly options: ConvolutionalOptions;
  readonly stages: ModuleList<ConvolutionalStage>;
  readonly hidden: Linear;
  readonly classifier: Linear;
  readonly #dropout: Dropout;
  readonly #hiddenDropout: Dropout;

  constructor(modelType: string, convolutional: ConvolutionalOptions, options: ParameterOptions) {
    super();
    const { channels, kernels, kernelSizes, dModel, dropout, labels } = convolutional;
    this.modelType = modelType;
    this.options = convolutional;
    this.stages = this.child(
      "stages",
      new ModuleList(
        kernels.map(
          (count, i) =>
            new ConvolutionalStage(kernels[i - 1] ?? channels, count, kernelSizes[i]!, options),
        ),
      ),
    );
    const [height, width] = sidesBehind(convolutional);
    this.#dropout = this.child("dropout", new Dropout(dropout, options));
    this.hidden = this.child(
      "hidden",
      new Linear(kernels.at(-1)! * height * width, dModel, options),
    );
    this.#hiddenDropout = this.child("hidden_dropout", new Dropout(dropout, options));
    this.classifier = this.child(
      "classifier",
      new Linear(dModel, labels.length, { ...options, axis: "classes" }),
    );
  }

  /** [batch, channels, height, width] -> logits [batch, classes] */
  forward(x: Tensor): Tensor {
    return scope(() =>
      this.see("logits", this.classifier.forward(this.features(x)), ["N", "classes"]),
    );
  }

  /** What the classes are told by: [batch, channels, height, width] -> [batch, dModel], from 0 up. */
  features(x: Tensor): Tensor {
    expectTensor(this.path, "pixel_values", x);
    const { channels, imageSize } = this.options;
    const [, ...sides] = x.shape;
    if (x.shape.length !== 4 || sides.join() !== [channels, ...imageSize].join())
      this.refuse("pixel_values", x, `[batch, ${channels}, ${imageSize.join(", ")}]`);
    return scope(() => {
      let y = x;
      for (const stage of this.stages) y = stage.forward(y);
      const flat = this.#dropout.forward(reshape(y, [x.shape[0]!, -1])); // [batch, kernels * height * width]
      return this.#hiddenDropout.forward(relu(this.hidden.forward(flat)));
    });
  }

  /** By Hugging Face's names: { pixel_values } -> { logits }, and with { labels } { loss }. */
  forwardNamed(inputs: NamedTensors): NamedTensors {
    expectObject(this.path, "inputs", inputs, "tensors by name");
    return scope(() => {
      const logits = this.forward(inputs.pixel_values!);
      const loss = ([labels]: readonly Tensor[]) =>
        sequenceLoss(logits, labels!, statedProblem(this));
      return withLoss(this, inputs, { logits }, { targets: ["labels"], loss });
    });
  }

  /** Its stages: no stream passes by them. */
  get encoderLayers(): Iterable<Module> {
    return this.stages;
  }

  get labels(): readonly string[] {
    return this.options.labels;
  }

  get device(): Device {
    return this.classifier.device;
  }

  /** Inputs of `forward` for a trial run. */
  sampleInputs(batch: number): readonly HostTensor[] {
    const { channels, imageSize } = this.options;
    return [sampleValues([batch, channels, ...imageSize])];
  }
}
