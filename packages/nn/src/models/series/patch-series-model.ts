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
import { type EncodedSeries, PatchSeriesEncoder } from "./patch-series-encoder.ts";
import type { PatchSeriesOptions } from "./patch-series-options.ts";

/** The states as they are. */
export class SeriesStatesHead extends Head<EncodedSeries> {
  forward({ hidden, loc, scale }: EncodedSeries): HeadOutputs {
    return { last_hidden_state: hidden, loc, scale };
  }
}

/** An encoder of series with a head: PatchTST. */
export class PatchSeriesModel extends Module implements Encoder {
  readonly role = "encoder";
  readonly modelType: string;
  readonly options: PatchSeriesOptions;
  readonly backbone: PatchSeriesEncoder;
  readonly head: Head<EncodedSeries>;

  constructor(
    modelType: string,
    backbone: string,
    series: PatchSeriesOptions,
    head: (options: ParameterOptions) => Head<EncodedSeries>,
    options: ParameterOptions = {},
  ) {
    super();
    this.modelType = modelType;
    this.options = series;
    this.backbone = this.child(backbone, new PatchSeriesEncoder(series, options));
    this.head = this.child("head", head(options));
  }

  /** Series [batch, contextLength, channels], and a mask of the same shape, 0 of what was not observed -> the main output. */
  forward(series: Tensor, observedMask?: Tensor): Tensor {
    return scope(() => mainOutput(this.#outputs(series, observedMask, {})));
  }

  /** By Hugging Face's names: { past_values, past_observed_mask, future_values or target_values } -> what the head gives. */
  forwardNamed(inputs: NamedTensors): NamedTensors {
    expectObject(this.path, "inputs", inputs, "tensors by name");
    const { past_values: past, past_observed_mask: mask } = inputs;
    return withLoss(
      this,
      inputs,
      scope(() => this.#outputs(past, mask, inputs)),
    );
  }

  get encoderLayers(): Iterable<Module> {
    return this.backbone.blocks;
  }

  get labels(): readonly string[] | undefined {
    return this.head.labels;
  }

  get device(): Device {
    return this.backbone.embedding.positions.device;
  }

  /** Inputs of `forward` for a trial run. */
  sampleInputs(batch: number): readonly HostTensor[] {
    const { contextLength, channels } = this.options;
    return [sampleValues([batch, contextLength, channels])];
  }

  #outputs(x: Tensor | undefined, mask: Tensor | undefined, targets: NamedTensors): HeadOutputs {
    expectTensor(this.path, "past_values", x);
    return this.head.forward({ ...this.backbone.forward(x, mask), targets });
  }
}
