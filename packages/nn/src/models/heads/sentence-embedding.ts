import { Linear } from "../../layers/linear.ts";
import { Module } from "../../module/module.ts";
import type { ParameterOptions } from "../../module/parameter-options.ts";
import { cat } from "../../ops/cat.ts";
import { clamp } from "../../ops/clamp.ts";
import { div } from "../../ops/div.ts";
import { gelu } from "../../ops/gelu.ts";
import { norm } from "../../ops/norm.ts";
import { relu } from "../../ops/relu.ts";
import { sigmoid } from "../../ops/sigmoid.ts";
import { tanh } from "../../ops/tanh.ts";
import { OptionError } from "../../options/option-error.ts";
import { scope } from "../../tensor/scope.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import type { Encoded } from "./head.ts";
import { poolTokens, type TokenPooling } from "./pool-tokens.ts";

const activations = {
  tanh,
  relu,
  sigmoid,
  gelu: (x: Tensor) => gelu(x),
  identity: (x: Tensor) => x,
};

/** The activation behind a dense step of a `SentenceEmbedding`. */
export type SentenceActivation = keyof typeof activations;

/** What follows the encoder in sentence-transformers' modules.json, in this order. */
export type SentenceStep =
  | { readonly kind: "pooling"; readonly poolings: readonly TokenPooling[] }
  | {
      readonly kind: "dense";
      readonly from: number;
      readonly to: number;
      readonly bias: boolean;
      readonly activation: SentenceActivation;
    }
  | { readonly kind: "normalize" };

/** A vector for each sequence: [batch, width]. Reimers and Gurevych, arXiv:1908.10084. */
export class SentenceEmbedding extends Module {
  /** Of the tokens' vectors. */
  readonly width: number;
  readonly steps: readonly SentenceStep[];
  /** Of the dense steps, by their place among the steps. */
  readonly dense: ReadonlyMap<number, Linear>;

  constructor(width: number, steps: readonly SentenceStep[], options: ParameterOptions = {}) {
    super();
    expectWidths(width, steps);
    this.width = width;
    this.steps = steps;
    const dense = new Map<number, Linear>();
    for (const [i, step] of steps.entries()) {
      if (step.kind !== "dense") continue;
      const { from, to, bias } = step;
      dense.set(i, this.child(`${i}.linear`, new Linear(from, to, { ...options, bias })));
    }
    this.dense = dense;
  }

  /** [batch, tokens, width] -> [batch, width of the last step]. */
  forward(encoded: Encoded): Tensor {
    return scope(() => {
      let x: Tensor = encoded.hidden;
      for (const [i, step] of this.steps.entries()) {
        if (step.kind === "pooling") {
          const pooled = step.poolings.map((pooling) => poolTokens(pooling, encoded));
          x = pooled.length === 1 ? pooled[0]! : cat(pooled, 1);
        } else if (step.kind === "dense") {
          x = activations[step.activation](this.dense.get(i)!.forward(x));
        } else x = div(x, clamp(norm(x, 2, -1, true), { min: 1e-12 }));
      }
      return this.see("output", x, ["N", "E"]);
    });
  }
}

/** Pooling comes first, and every layer takes what the step before it gives. */
function expectWidths(width: number, steps: readonly SentenceStep[]): void {
  const poolings = steps.filter(({ kind }) => kind === "pooling").length;
  if (steps[0]?.kind !== "pooling" || poolings > 1)
    throw new OptionError(
      `SentenceEmbedding: steps are ${steps.map(({ kind }) => kind).join(", ") || "none"}, expected pooling first, and once`,
    );
  let given = width;
  for (const step of steps) {
    if (step.kind === "pooling") given = width * step.poolings.length;
    if (step.kind !== "dense") continue;
    if (step.from !== given)
      throw new OptionError(
        `SentenceEmbedding: a dense step takes ${step.from} features, expected ${given}, those of the step before it`,
      );
    given = step.to;
  }
}
