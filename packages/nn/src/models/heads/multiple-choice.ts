import type { ParameterOptions } from "../../module/parameter-options.ts";
import { reshape } from "../../ops/reshape.ts";
import { Classification, type ClassificationOptions } from "./classification.ts";
import { type Encoded, Head, type HeadOutputs } from "./head.ts";
import { classLoss } from "./label-losses.ts";
import type { LossOfTargets } from "./with-loss.ts";

/** Which of several endings of a text is the right one: a score of each. Devlin et al., arXiv:1810.04805, section 4.4. */
export class MultipleChoice extends Head {
  readonly scores: Classification;

  constructor(head: Omit<ClassificationOptions, "labels">, options: ParameterOptions) {
    super();
    this.scores = this.child("", new Classification({ ...head, labels: ["right"] }, options));
  }

  /** Of sequences [batch choices, tokens, dModel] -> { logits [batch, choices] }. */
  forward(encoded: Encoded): HeadOutputs {
    const scores = this.scores.scores(encoded); // [batch choices, 1]
    return { logits: reshape(scores, [-1, encoded.choices ?? 1]) };
  }

  override lossOf({ logits }: HeadOutputs): LossOfTargets {
    return { targets: ["labels"], loss: ([labels]) => classLoss(logits!, labels!) };
  }
}
