import { Linear } from "../../layers/linear.ts";
import { filledWith, normalWith } from "../../module/initializers.ts";
import { newParameter, type ParameterOptions } from "../../module/parameter-options.ts";
import { add } from "../../ops/add.ts";
import { div } from "../../ops/div.ts";
import { mul } from "../../ops/mul.ts";
import { select } from "../../ops/select.ts";
import { softmax } from "../../ops/softmax.ts";
import { mean, sum } from "../../ops/sum.ts";
import { toFloat } from "../../ops/to-float.ts";
import { unsqueeze } from "../../ops/unsqueeze.ts";
import { where } from "../../ops/where.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { type Encoded, Head, type HeadOutputs } from "./head.ts";
import { classLoss } from "./label-losses.ts";
import type { LossOfTargets } from "./with-loss.ts";

/** Sizes of a `MeanClassifier`. */
export interface MeanClassifierSizes {
  readonly dModel: number;
  /** Width of what is averaged. */
  readonly projected: number;
  readonly labels: readonly string[];
  /** Mix the outputs of so many layers, by weights that are learnt (SUPERB, arXiv:2105.01051); the last alone unless given. */
  readonly mixedLayers?: number | undefined;
}

/** Scores of labels out of the mean over all tokens, projected before. */
export class MeanClassifier extends Head {
  override readonly labels: readonly string[];
  readonly projector: Linear;
  readonly classifier: Linear;
  /** [layers] */
  readonly layerWeights: Tensor | undefined;

  constructor(sizes: MeanClassifierSizes, deviation: number, options: ParameterOptions) {
    super();
    const { dModel, projected, labels, mixedLayers } = sizes;
    this.labels = labels;
    const inits = { weightInit: normalWith(deviation), biasInit: filledWith(0) };
    const linear = (name: string, from: number, to: number, axis: string) =>
      this.child(name, new Linear(from, to, { ...options, ...inits, axis }));
    if (mixedLayers !== undefined)
      this.layerWeights = this.parameter(
        "layer_weights",
        newParameter([mixedLayers], mixedLayers, filledWith(1 / mixedLayers), options),
      );
    this.projector = linear("projector", dModel, projected, "projected");
    this.classifier = linear("classifier", projected, labels.length, "labels");
  }

  /** { logits [batch, labels] } */
  forward({ hidden, layers, attentionMask }: Encoded): HeadOutputs {
    const projected = this.projector.forward(this.#mixed(hidden, layers)); // [batch, tokens, projected]
    return { logits: this.classifier.forward(meanOf(projected, attentionMask)) };
  }

  override lossOf({ logits }: HeadOutputs): LossOfTargets {
    return { targets: ["labels"], loss: ([labels]) => classLoss(logits!, labels!) };
  }

  #mixed(hidden: Tensor, layers: readonly Tensor[] = [hidden]): Tensor {
    if (!this.layerWeights) return hidden;
    const weights = softmax(this.layerWeights, 0);
    return layers
      .map((layer, i) => mul(layer, select(weights, 0, i)))
      .reduce((total, layer) => add(total, layer));
  }
}

/** [batch, tokens, width] -> [batch, width], over the tokens that are no padding. */
function meanOf(x: Tensor, tokenMask: Tensor | undefined): Tensor {
  if (!tokenMask) return mean(x, 1);
  const counts = toFloat(sum(tokenMask, 1, true)); // [batch, 1]
  return div(sum(where(unsqueeze(tokenMask, -1), x, 0), 1), counts);
}
