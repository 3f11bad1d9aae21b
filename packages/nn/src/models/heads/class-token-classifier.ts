import { Linear } from "../../layers/linear.ts";
import { filledWith, normalWith } from "../../module/initializers.ts";
import { Module } from "../../module/module.ts";
import type { ParameterOptions } from "../../module/parameter-options.ts";
import { select } from "../../ops/select.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import type { NamedTensors } from "../roles.ts";

/** Scores of labels out of the first token. Dosovitskiy et al., arXiv:2010.11929, section 3.1. */
export class ClassTokenClassifier extends Module {
  readonly main = "logits";
  readonly labels: readonly string[];
  /** dModel -> labels */
  readonly linear: Linear;

  constructor(
    dModel: number,
    labels: readonly string[],
    deviation: number,
    options: ParameterOptions,
  ) {
    super();
    this.labels = labels;
    const inits = { weightInit: normalWith(deviation), biasInit: filledWith(0), axis: "labels" };
    this.linear = this.child("", new Linear(dModel, labels.length, { ...options, ...inits }));
  }

  /** [batch, tokens, dModel] -> { logits [batch, labels] } */
  outputs(states: Tensor): NamedTensors {
    return { logits: this.linear.forward(select(states, 1, 0)) };
  }
}
