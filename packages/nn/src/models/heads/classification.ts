import { Dropout } from "../../layers/dropout.ts";
import { Linear } from "../../layers/linear.ts";
import { filledWith, normalWith } from "../../module/initializers.ts";
import type { ParameterOptions } from "../../module/parameter-options.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { type Encoded, Head, type HeadOutputs } from "./head.ts";
import { classLoss, type Problem, sequenceLoss } from "./label-losses.ts";
import { poolTokens } from "./pool-tokens.ts";
import { PredictionTransform, type TransformOptions } from "./prediction-transform.ts";
import type { LossOfTargets } from "./with-loss.ts";

/** Scores of classes: of each sequence, or of each token. */
export interface ClassificationOptions {
  readonly dModel: number;
  /** What the classes are called. */
  readonly labels: readonly string[];
  /** Of the linear layer in the state dict. */
  readonly name: string;
  /** What of a sequence is scored: its first or last token, its mean, what the encoder's pooler made of it; each token unless given. */
  readonly pooling?: "first" | "firstShown" | "last" | "mean" | "pooler";
  readonly transform?: TransformOptions;
  /** Probability of dropping an element before the linear layer while training. */
  readonly dropout: number;
  /** And before the transform; 0 unless given. */
  readonly inputDropout?: number;
  /** true unless given. */
  readonly bias?: boolean;
  /** What the scores of a sequence are for, whatever config.json says. */
  readonly problem?: Problem;
  /** Standard deviation of the initial weights. */
  readonly deviation: number;
}

/** Classes of sequences or tokens: [batch, classes] or [batch, tokens, classes]. */
export class Classification extends Head {
  override readonly labels: readonly string[];
  readonly classifier: Linear;
  readonly transform: PredictionTransform | undefined;
  readonly #pooling: ClassificationOptions["pooling"];
  readonly #problem: Problem | undefined;
  readonly #dropout: Dropout;
  readonly #inputDropout: Dropout;

  constructor(head: ClassificationOptions, options: ParameterOptions) {
    super();
    const { dModel, labels, name, transform, deviation } = head;
    this.labels = labels;
    this.#pooling = head.pooling;
    this.#problem = head.problem;
    this.#inputDropout = this.child("input_dropout", new Dropout(head.inputDropout ?? 0, options));
    this.transform =
      transform &&
      this.child("", new PredictionTransform(dModel, transform, { ...options, deviation }));
    this.#dropout = this.child("dropout", new Dropout(head.dropout, options));
    const inits = { weightInit: normalWith(deviation), biasInit: filledWith(0) };
    this.classifier = this.child(
      name,
      new Linear(dModel, labels.length, {
        ...options,
        ...inits,
        bias: head.bias ?? true,
        axis: "classes",
      }),
    );
  }

  forward(encoded: Encoded): HeadOutputs {
    return { logits: this.scores(encoded) };
  }

  override lossOf({ logits }: HeadOutputs, problem?: Problem): LossOfTargets {
    const kind = this.#problem ?? problem;
    return {
      targets: ["labels"],
      loss: ([labels]) =>
        this.#pooling ? sequenceLoss(logits!, labels!, kind) : classLoss(logits!, labels!),
    };
  }

  scores(encoded: Encoded): Tensor {
    const x = this.#inputDropout.forward(this.#pooled(encoded));
    const axes = this.#pooling ? ["N", "classes"] : ["N", "T", "classes"];
    const y = this.#dropout.forward(this.transform?.forward(x) ?? x);
    return this.see("logits", this.classifier.forward(y), axes);
  }

  #pooled(encoded: Encoded): Tensor {
    const pooling = this.#pooling;
    if (!pooling) return encoded.hidden;
    if (pooling !== "pooler") return poolTokens(pooling, encoded);
    if (encoded.pooled) return encoded.pooled;
    throw new TypeError(`${this.path}: the encoder has no pooler, expected one for this head`);
  }
}
