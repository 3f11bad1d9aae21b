import type { Embedding } from "../../layers/embedding.ts";
import { Linear } from "../../layers/linear.ts";
import { filledWith, normalWith } from "../../module/initializers.ts";
import type { ParameterOptions } from "../../module/parameter-options.ts";
import { type Encoded, Head, type HeadOutputs } from "./head.ts";
import { classLoss } from "./label-losses.ts";
import { PredictionTransform, type TransformOptions } from "./prediction-transform.ts";
import type { LossOfTargets } from "./with-loss.ts";

/** Scores of all words in the place of each token. */
export interface MaskedWordsOptions {
  readonly transform: TransformOptions;
  /** Of the layer to the vocabulary in the state dict. */
  readonly decoder: string;
  /** Whether that layer has one; true unless given. */
  readonly bias?: boolean;
  /** A second name of the layer's bias, by which files know it. */
  readonly biasName?: string;
  /** One matrix for token embedding and this layer. */
  readonly tied: boolean;
  readonly deviation: number;
}

/** The words that were masked: [batch, tokens, vocabSize]. Devlin et al., arXiv:1810.04805, section 3.1. */
export class MaskedWords extends Head {
  readonly transform: PredictionTransform;
  readonly decoder: Linear;

  constructor(head: MaskedWordsOptions, words: Embedding, options: ParameterOptions) {
    super();
    const { decoder, bias = true, biasName, deviation } = head;
    const { weight } = words;
    const [vocabSize, dModel] = weight.shape as readonly [number, number];
    this.transform = this.child(
      "",
      new PredictionTransform(dModel, head.transform, { ...options, deviation }),
    );
    this.decoder = this.child(
      decoder,
      new Linear(dModel, vocabSize, {
        ...options,
        ...(head.tied ? { weight } : { weightInit: normalWith(deviation) }),
        ...{ bias, biasInit: filledWith(0), axis: "vocab" },
      }),
    );
    if (biasName !== undefined && this.decoder.bias) this.parameter(biasName, this.decoder.bias);
  }

  forward({ hidden }: Encoded): HeadOutputs {
    const logits = this.decoder.forward(this.transform.forward(hidden));
    return { logits: this.see("logits", logits, ["N", "T", "vocab"]) };
  }

  override lossOf({ logits }: HeadOutputs): LossOfTargets {
    return { targets: ["labels"], loss: ([labels]) => classLoss(logits!, labels!) };
  }
}
