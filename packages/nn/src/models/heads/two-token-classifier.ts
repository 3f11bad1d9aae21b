import { Linear } from "../../layers/linear.ts";
import { filledWith, normalWith } from "../../module/initializers.ts";
import type { ParameterOptions } from "../../module/parameter-options.ts";
import { type BlockNorm, blockNorm } from "../block/block-norm.ts";
import type { NormOptions } from "../block/block-options.ts";
import { type Encoded, Head, type HeadOutputs } from "./head.ts";
import { type Problem, sequenceLoss } from "./label-losses.ts";
import { meanOfTwo } from "./two-token-pooler.ts";
import type { LossOfTargets } from "./with-loss.ts";

/** Scores of labels out of the mean of the first two tokens, normalised. Gong et al., arXiv:2104.01778. */
export class TwoTokenClassifier extends Head {
  override readonly labels: readonly string[];
  readonly norm: BlockNorm;
  /** dModel -> labels */
  readonly linear: Linear;

  constructor(
    dModel: number,
    labels: readonly string[],
    norm: NormOptions,
    deviation: number,
    options: ParameterOptions,
  ) {
    super();
    this.labels = labels;
    this.norm = this.child("layernorm", blockNorm(dModel, norm, options));
    const inits = { weightInit: normalWith(deviation), biasInit: filledWith(0), axis: "labels" };
    this.linear = this.child("dense", new Linear(dModel, labels.length, { ...options, ...inits }));
  }

  /** [batch, tokens, dModel] -> { logits [batch, labels] } */
  forward({ hidden }: Encoded): HeadOutputs {
    return { logits: this.linear.forward(this.norm.forward(meanOfTwo(hidden))) };
  }

  override lossOf({ logits }: HeadOutputs, problem?: Problem): LossOfTargets {
    return { targets: ["labels"], loss: ([labels]) => sequenceLoss(logits!, labels!, problem) };
  }
}
