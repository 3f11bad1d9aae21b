import type { ParameterOptions } from "../../module/parameter-options.ts";
import { select } from "../../ops/select.ts";
import { Classification, type ClassificationOptions } from "./classification.ts";
import { type Encoded, Head, type HeadOutputs } from "./head.ts";
import { answerLoss } from "./label-losses.ts";
import type { LossOfTargets } from "./with-loss.ts";

/** Where in a text the answer begins and ends: scores of each token, [batch, tokens]. BERT, arXiv:1810.04805, section 4.2. */
export class QuestionAnswering extends Head {
  readonly ends: Classification;

  constructor(head: Omit<ClassificationOptions, "labels" | "pooling">, options: ParameterOptions) {
    super();
    this.ends = this.child("", new Classification({ ...head, labels: ["start", "end"] }, options));
  }

  forward(encoded: Encoded): HeadOutputs {
    const both = this.ends.scores(encoded); // [batch, tokens, 2]
    return { start_logits: select(both, 2, 0), end_logits: select(both, 2, 1) };
  }

  override lossOf({ start_logits: starts, end_logits: ends }: HeadOutputs): LossOfTargets {
    return {
      targets: ["start_positions", "end_positions"],
      loss: ([first, last]) => answerLoss([starts!, ends!], [first!, last!]),
    };
  }
}
