import { Linear } from "../../layers/linear.ts";
import { Module } from "../../module/module.ts";
import { ModuleList } from "../../module/module-list.ts";
import type { ParameterOptions } from "../../module/parameter-options.ts";
import { add } from "../../ops/add.ts";
import { reshape } from "../../ops/reshape.ts";
import { select } from "../../ops/select.ts";
import { square } from "../../ops/square.ts";
import { stack } from "../../ops/stack.ts";
import { sub } from "../../ops/sub.ts";
import { mean } from "../../ops/sum.ts";
import { transpose } from "../../ops/transpose.ts";
import { expectObject } from "../../options/expect-argument.ts";
import type { Device } from "../../tensor/device.ts";
import { expectTensor } from "../../tensor/expect-tensor.ts";
import { scope } from "../../tensor/scope.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import type { HostTensor } from "../../weights/host-tensor.ts";
import type { Encoder, NamedTensors } from "../roles.ts";
import { sampleValues } from "../sample-values.ts";
import { movingAverage } from "./moving-average.ts";

export interface LinearSeriesOptions {
  readonly channels: number;
  readonly contextLength: number;
  readonly predictionLength: number;
  /** Steps that the trend is the mean of, an odd number. */
  readonly trendWidth: number;
  /** One pair of layers for all series, or one for each. */
  readonly shared: boolean;
}

/**
 * DLinear: the trend of a series and what is left of it go through a linear layer each, and the sum is the forecast. Zeng et
 * al., arXiv:2205.13504; names as in the files of its program.
 */
export class LinearSeriesModel extends Module implements Encoder {
  readonly role = "encoder";
  readonly modelType: string;
  readonly options: LinearSeriesOptions;
  /** contextLength -> predictionLength, one for all series or one for each. */
  readonly seasonal: readonly Linear[];
  readonly trend: readonly Linear[];
  readonly encoderLayers: Iterable<Module> = [];

  constructor(modelType: string, series: LinearSeriesOptions, options: ParameterOptions = {}) {
    super();
    this.modelType = modelType;
    this.options = series;
    const { channels, contextLength, predictionLength, shared } = series;
    const linear = () => new Linear(contextLength, predictionLength, { ...options, axis: "steps" });
    const layers = (name: string): readonly Linear[] =>
      shared
        ? [this.child(name, linear())]
        : [...this.child(name, new ModuleList(Array.from({ length: channels }, linear)))];
    this.seasonal = layers("Linear_Seasonal");
    this.trend = layers("Linear_Trend");
  }

  /** Series [batch, contextLength, channels] -> [batch, predictionLength, channels] */
  forward(series: Tensor): Tensor {
    expectTensor(this.path, "past_values", series);
    const { contextLength, channels, trendWidth } = this.options;
    this.expect("past_values", series, this.device);
    const [, time, width] = series.shape;
    if (series.shape.length !== 3 || time !== contextLength || width !== channels)
      this.refuse("past_values", series, `[batch, ${contextLength}, ${channels}]`);
    return scope(() => {
      const x = transpose(series, 1, 2); // [batch, channels, time]
      const trend = movingAverage(x, trendWidth);
      return transpose(
        add(this.#ahead(this.seasonal, sub(x, trend)), this.#ahead(this.trend, trend)),
        1,
        2,
      );
    });
  }

  /**
   * By Hugging Face's names: { past_values } -> { prediction_outputs }, and with future_values their loss [1], the mean square
   * of the errors.
   */
  forwardNamed(inputs: NamedTensors): NamedTensors {
    expectObject(this.path, "inputs", inputs, "tensors by name");
    const { past_values: past, future_values: future } = inputs;
    expectTensor(this.path, "past_values", past);
    return scope(() => {
      const prediction = this.forward(past);
      if (!future) return { prediction_outputs: prediction };
      const loss = reshape(mean(square(sub(prediction, future))), [1]);
      return { prediction_outputs: prediction, loss };
    });
  }

  get device(): Device {
    return this.seasonal[0]!.bias!.device;
  }

  /** Inputs of `forward` for a trial run. */
  sampleInputs(batch: number): readonly HostTensor[] {
    return [sampleValues([batch, this.options.contextLength, this.options.channels])];
  }

  /** [batch, channels, contextLength] -> [batch, channels, predictionLength] */
  #ahead(layers: readonly Linear[], x: Tensor): Tensor {
    if (this.options.shared) return layers[0]!.forward(x);
    return stack(
      layers.map((linear, i) => linear.forward(select(x, 1, i))),
      1,
    );
  }
}
