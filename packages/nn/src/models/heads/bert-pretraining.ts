import { add } from "../../ops/add.ts";
import { scope } from "../../tensor/scope.ts";
import type { Classification } from "./classification.ts";
import { type Encoded, Head, type HeadOutputs } from "./head.ts";
import { classLoss } from "./label-losses.ts";
import type { MaskedWords } from "./masked-words.ts";
import type { LossOfTargets } from "./with-loss.ts";

/** What BERT was trained on: masked words, and whether the second sentence follows the first. arXiv:1810.04805, section 3.1. */
export class BertPretraining extends Head {
  readonly words: MaskedWords;
  readonly next: Classification;

  constructor(words: MaskedWords, next: Classification) {
    super();
    this.words = this.child("predictions", words);
    this.next = this.child("", next);
  }

  forward(encoded: Encoded): HeadOutputs {
    const { logits } = this.words.forward(encoded);
    return { prediction_logits: logits!, seq_relationship_logits: this.next.scores(encoded) };
  }

  override lossOf(outputs: HeadOutputs): LossOfTargets {
    const { prediction_logits: words, seq_relationship_logits: follows } = outputs;
    return {
      targets: ["labels", "next_sentence_label"],
      loss: ([labels, next]) =>
        scope(() => add(classLoss(words!, labels!), classLoss(follows!, next!))),
    };
  }
}
