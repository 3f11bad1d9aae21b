import { Module } from "../../module/module.ts";
import type { ParameterOptions } from "../../module/parameter-options.ts";
import { clamp } from "../../ops/clamp.ts";
import { div } from "../../ops/div.ts";
import { min } from "../../ops/min.ts";
import { mul } from "../../ops/mul.ts";
import { reshape } from "../../ops/reshape.ts";
import { mean, sum } from "../../ops/sum.ts";
import { toFloat } from "../../ops/to-float.ts";
import { expectObject } from "../../options/expect-argument.ts";
import type { Device } from "../../tensor/device.ts";
import { scope } from "../../tensor/scope.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import type { HostTensor } from "../../weights/host-tensor.ts";
import { withLoss } from "../heads/with-loss.ts";
import type { Encoder, NamedTensors } from "../roles.ts";
import { sampleIds } from "../sample-ids.ts";
import { sampleValues } from "../sample-values.ts";
import { DistributionProjection } from "./distribution-projection.ts";
import { ForecastBackbone } from "./forecast-backbone.ts";
import { type ForecastNames, type ForecastOptions, pastLength } from "./forecast-options.ts";

/** Forecasts series, a distribution for each step: Hugging Face's Time Series Transformer. */
export class ForecastModel extends Module implements Encoder {
  readonly role = "encoder";
  readonly modelType: string;
  readonly options: ForecastOptions;
  readonly backbone: ForecastBackbone;
  /** dModel -> the distribution's parameters; a model without it gives hidden states. */
  readonly projection: DistributionProjection | undefined;

  constructor(
    modelType: string,
    names: ForecastNames,
    given: ForecastOptions,
    options: ParameterOptions = {},
  ) {
    super();
    this.modelType = modelType;
    this.options = given;
    this.backbone = this.child(names.backbone, new ForecastBackbone(given, names, options));
    if (names.backbone === "") return;
    const { dModel, initial } = given.decoder;
    const sizes = { from: dModel, events: given.series };
    this.projection = this.child(
      "parameter_projection",
      new DistributionProjection(given.distribution, sizes, initial.weights, options),
    );
  }

  /**
   * The inputs of a training step, as `sampleInputs` has them: past_values, future_values, and then what the model knows of
   * past_time_features and future_time_features, static_categorical_features, static_real_features -> the loss [1], or the
   * hidden states.
   */
  forward(pastValues: Tensor, ...others: Tensor[]): Tensor {
    const named = Object.fromEntries(
      this.#inputNames.map((name, i) => [name, i === 0 ? pastValues : others[i - 1]]),
    );
    return scope(() => {
      const outputs = this.#outputs(named);
      return outputs.loss ?? outputs.last_hidden_state!;
    });
  }

  /** By Hugging Face's names -> { loss, params_0, ..., loc, scale, encoder_last_hidden_state, static_features }. */
  forwardNamed(inputs: NamedTensors): NamedTensors {
    expectObject(this.path, "inputs", inputs, "tensors by name");
    return withLoss(
      this,
      inputs,
      scope(() => this.#outputs(inputs)),
    );
  }

  get encoderLayers(): Iterable<Module> {
    return [...this.backbone.encoder.blocks, ...this.backbone.decoder.blocks];
  }

  get device(): Device {
    return this.backbone.encoder.positions.device;
  }

  /** Inputs of `forward` for a trial run. */
  sampleInputs(batch: number): readonly HostTensor[] {
    const { series, predictionLength, timeFeatures, staticNumbers, staticClasses } = this.options;
    const past = pastLength(this.options);
    const values = (steps: number) =>
      sampleValues(series === 1 ? [batch, steps] : [batch, steps, series]);
    const times = (steps: number) => sampleValues([batch, steps, timeFeatures]);
    const fewest = Math.min(...staticClasses.map(({ count }) => count));
    return [
      ...[values(past), values(predictionLength)],
      ...(timeFeatures > 0 ? [times(past), times(predictionLength)] : []),
      ...(staticClasses.length > 0 ? [sampleIds(batch, staticClasses.length, fewest)] : []),
      ...(staticNumbers > 0 ? [sampleValues([batch, staticNumbers])] : []),
    ];
  }

  get #inputNames(): readonly string[] {
    const { timeFeatures, staticNumbers, staticClasses } = this.options;
    return [
      ...["past_values", "future_values"],
      ...(timeFeatures > 0 ? ["past_time_features", "future_time_features"] : []),
      ...(staticClasses.length > 0 ? ["static_categorical_features"] : []),
      ...(staticNumbers > 0 ? ["static_real_features"] : []),
    ];
  }

  #outputs(inputs: NamedTensors): NamedTensors {
    const states = this.backbone.forward(inputs);
    const { last, loc, scale } = states;
    const common = {
      ...{ loc, scale, last_hidden_state: last, static_features: states.static },
      encoder_last_hidden_state: states.memory,
    };
    const { future_values: future, future_observed_mask: mask } = inputs;
    if (!this.projection || !future) return common;
    const parameters = this.projection.scaled(this.projection.forward(last), states);
    const surprise = this.projection.surprise(future, parameters, states); // [batch, steps]
    const named = Object.fromEntries(parameters.map((one, i) => [`params_${i}`, one]));
    return { ...common, ...named, loss: reshape(this.#meanOf(surprise, mask), [1]) };
  }

  /** The mean over the steps of which all series were observed. */
  #meanOf(surprise: Tensor, mask: Tensor | undefined): Tensor {
    if (!mask) return mean(surprise);
    const each = this.options.series === 1 ? mask : min(mask, -1);
    const weights = toFloat(each);
    return div(sum(mul(surprise, weights)), clamp(sum(weights), { min: 1 }));
  }
}
