import { tensor } from "../../device/create-tensor.ts";
import { Dropout } from "../../layers/dropout.ts";
import { Linear } from "../../layers/linear.ts";
import { type CtcLossOptions, ctcLoss } from "../../losses/ctc-loss.ts";
import { filledWith, normalWith } from "../../module/initializers.ts";
import type { ParameterOptions } from "../../module/parameter-options.ts";
import { ge } from "../../ops/compare.ts";
import { logSoftmax } from "../../ops/log-softmax.ts";
import { sum } from "../../ops/sum.ts";
import { transpose } from "../../ops/transpose.ts";
import { scope } from "../../tensor/scope.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { type Encoded, Head, type HeadOutputs } from "./head.ts";
import type { Problem } from "./label-losses.ts";
import type { LossOfTargets } from "./with-loss.ts";

/** Scores of letters at each place, for connectionist temporal classification: Graves et al. 2006. */
export class CtcHead extends Head {
  /** dModel -> vocabSize */
  readonly linear: Linear;
  readonly #dropout: Dropout;
  readonly #ctc: CtcLossOptions;

  constructor(
    sizes: { readonly dModel: number; readonly vocabSize: number; readonly dropout: number },
    deviation: number,
    options: ParameterOptions,
    ctc: CtcLossOptions = {},
  ) {
    super();
    this.#ctc = ctc;
    const { dModel, vocabSize, dropout } = sizes;
    const inits = { weightInit: normalWith(deviation), biasInit: filledWith(0), axis: "vocab" };
    this.linear = this.child("lm_head", new Linear(dModel, vocabSize, { ...options, ...inits }));
    this.#dropout = this.child("dropout", new Dropout(dropout, options));
  }

  /** { logits [batch, tokens, vocabSize] } */
  forward({ hidden }: Encoded): HeadOutputs {
    return { logits: this.linear.forward(this.#dropout.forward(hidden)) };
  }

  /** Of labels, int32 [batch, letters], below 0 behind the end of each. */
  override lossOf(
    { logits }: HeadOutputs,
    _problem?: Problem,
    { attentionMask }: Partial<Encoded> = {},
  ): LossOfTargets {
    const loss = ([labels]: readonly Tensor[]): Tensor =>
      scope(() => {
        const [batch, tokens] = logits!.shape as [number, number, number];
        const logProbs = transpose(logSoftmax(logits!, -1), 0, 1); // [tokens, batch, vocabSize]
        const all = tensor(new Int32Array(batch).fill(tokens), { device: logits!.device });
        const inputs = attentionMask ? sum(attentionMask, 1) : all;
        const letters = sum(ge(labels!, 0), 1);
        return ctcLoss(logProbs, labels!, inputs, letters, this.#ctc);
      });
    return { targets: ["labels"], loss };
  }
}
