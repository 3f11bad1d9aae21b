import { onesLike, zerosLike } from "../../device/filled-tensors.ts";
import { Embedding } from "../../layers/embedding.ts";
import { normalWith } from "../../module/initializers.ts";
import { Module } from "../../module/module.ts";
import { ModuleList } from "../../module/module-list.ts";
import type { ParameterOptions } from "../../module/parameter-options.ts";
import { cat } from "../../ops/cat.ts";
import { select } from "../../ops/select.ts";
import { slice } from "../../ops/slice.ts";
import { toFloat } from "../../ops/to-float.ts";
import { expectTensor } from "../../tensor/expect-tensor.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import type { NamedTensors } from "../roles.ts";
import { type ForecastNames, type ForecastOptions, pastLength } from "./forecast-options.ts";
import { atEachStep, inMeasure, laggedValues, staticFeatures } from "./lagged-values.ts";
import { type ScaledSeries, scaleSeries } from "./series-scaler.ts";
import { ValueStack } from "./value-stack.ts";

/** What a forecaster makes of its inputs. */
export interface ForecastStates extends Pick<ScaledSeries, "loc" | "scale"> {
  /** [batch, steps, dModel], of the steps that are forecast. */
  readonly last: Tensor;
  /** [batch, contextLength, dModel] */
  readonly memory: Tensor;
  /** [batch, features] */
  readonly static: Tensor;
}

/** The Time Series Transformer without a head: series with lags and features go through an encoder and a decoder. */
export class ForecastBackbone extends Module {
  readonly encoder: ValueStack;
  readonly decoder: ValueStack;
  /** Of what is one of so many. */
  readonly classes: readonly Embedding[];
  readonly #given: ForecastOptions;

  constructor(given: ForecastOptions, names: ForecastNames, options: ParameterOptions) {
    super();
    this.#given = given;
    const weightInit = normalWith(given.encoder.initial.weights);
    const tables = given.staticClasses.map(
      ({ count, width }) => new Embedding(count, width, { ...options, weightInit }),
    );
    this.classes = [...this.child("embedder.embedders", new ModuleList(tables))];
    this.encoder = this.child("encoder", new ValueStack(given.encoder, names, false, options));
    this.decoder = this.child("decoder", new ValueStack(given.decoder, names, true, options));
  }

  /**
   * Inputs by Hugging Face's names. Without future_values the decoder sees one step of zeros.
   *
   * @throws TypeError, ShapeError for inputs that are missing or do not fit the model's options
   */
  forward(inputs: NamedTensors): ForecastStates {
    const { contextLength, predictionLength, lags, scaling } = this.#given;
    const { past_values: past, future_values: future, past_observed_mask: mask } = inputs;
    this.#expectValues("past_values", past, pastLength(this.#given));
    if (future) this.#expectValues("future_values", future, predictionLength);
    if (mask) this.#expectValues("past_observed_mask", mask, past.shape[1]!, mask.dtype);
    const observed = mask ? toFloat(mask) : onesLike(past);
    const ofContext = (x: Tensor) => slice(x, 1, -contextLength);
    const moments = scaleSeries(ofContext(past), ofContext(observed), scaling);
    const steps = contextLength + (future ? predictionLength : 0);
    const values = inMeasure(future ? cat([past, future], 1) : past, moments);
    const fixed = staticFeatures(this.#known(inputs), moments);
    const all = cat(
      [laggedValues(values, lags, steps), atEachStep(fixed, steps), ...this.#times(inputs)],
      2,
    ); // [batch, steps, features]
    const memory = this.encoder.forward(slice(all, 1, 0, contextLength));
    const next = future ? slice(all, 1, contextLength) : zerosLike(slice(all, 1, 0, 1));
    const last = this.decoder.forward(next, contextLength, memory);
    return { last, memory, static: fixed, loc: moments.loc, scale: moments.scale };
  }

  /** What is known of each series, in the order in which files expect it: classes, then numbers. */
  #known(inputs: NamedTensors): readonly Tensor[] {
    const { static_categorical_features: classes, static_real_features: numbers } = inputs;
    const { staticNumbers, staticClasses } = this.#given;
    const known: Tensor[] = [];
    if (staticClasses.length > 0) {
      this.#expectFeatures("static_categorical_features", classes, staticClasses.length);
      known.push(...this.classes.map((table, i) => table.forward(select(classes, 1, i))));
    }
    if (staticNumbers > 0) {
      this.#expectFeatures("static_real_features", numbers, staticNumbers);
      known.push(numbers);
    }
    return known;
  }

  /** [batch, steps, timeFeatures], of the context and what is forecast; nothing of a model that knows none. */
  #times({ past_time_features: past, future_time_features: future, future_values }: NamedTensors) {
    const { timeFeatures, contextLength } = this.#given;
    if (timeFeatures === 0) return [];
    this.#expectFeatures("past_time_features", past, timeFeatures);
    const ofContext = slice(past, 1, -contextLength);
    if (!future_values) return [ofContext];
    this.#expectFeatures("future_time_features", future, timeFeatures);
    return [cat([ofContext, future], 1)];
  }

  #expectValues(
    name: string,
    x: Tensor | undefined,
    steps: number,
    dtype: Tensor["dtype"] = "float32",
  ): asserts x is Tensor {
    const { series } = this.#given;
    expectTensor(this.path, name, x);
    this.expect(name, x, this.encoder.positions.device, dtype);
    const [, time, ...others] = x.shape;
    const enough = name === "past_values" ? time! >= steps : time === steps;
    if (!enough || others.join() !== (series === 1 ? "" : String(series)))
      this.refuse(name, x, series === 1 ? `[batch, ${steps}]` : `[batch, ${steps}, ${series}]`);
  }

  #expectFeatures(name: string, x: Tensor | undefined, count: number): asserts x is Tensor {
    expectTensor(this.path, name, x);
    if (x.shape.at(-1) !== count) this.refuse(name, x, `a last axis of ${count} features`);
  }
}
