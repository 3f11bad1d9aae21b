import type { Classification } from "./classification.ts";
import { type Encoded, Head, type HeadOutputs } from "./head.ts";
import type { MaskedWords } from "./masked-words.ts";

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
}
